// Beyond these a suggestion is not worth its time: nobody mistypes a name of a hundred characters by one letter,
// and an object of a hundred thousand keys is data, not a list of names.
const LONGEST_NAME = 64;
const MOST_CANDIDATES = 1000;

/**
 * Finds the name that was probably meant: the candidate with the fewest letters added, dropped, replaced or
 * swapped, if they are at most a third of it. Upper and lower case count as the same.
 */
export function closestName(name: string, candidates: Iterable<string>): string | undefined {
  let closest: string | undefined;
  let fewest = Infinity;
  let seen = 0;
  for (const candidate of candidates) {
    const longer = Math.max(name.length, candidate.length);
    if (name.length > LONGEST_NAME || ++seen > MOST_CANDIDATES) break;
    if (longer > LONGEST_NAME) continue;
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest && edits * 3 <= longer) {
      fewest = edits;
      closest = candidate;
    }
  }
  return closest;
}

// Optimal string alignment: Levenshtein's distance, in which two swapped neighbours are one mistake.
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    const above = rows[i - 1]!;
    for (let j = 1; j <= b.length; j++) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        above[j]! + 1,
        row[j - 1]! + 1,
        above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? rows[i - 2]![j - 2]! + 1 : Infinity,
      );
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
