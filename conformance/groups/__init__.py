"""What each group of cases is made of, and what CPython answers to them."""
