// Beyond these a suggestion is not worth its time: nobody mistypes a name of a hundred characters by one letter,
// and an object of a hundred thousand keys is data, not a list of names.
const LONGEST_NAME = 64;
const MOST_CANDIDATES = 1000;

/**
 * Finds the name that was probably meant: the candidate with the fewest letters added, dropped, replaced or
 * swapped, if they are at most a third of it. Upper and lower case count as the same.
 */
export function closestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const wanted = name.toLowerCase();
  let closest: string | undefined;
  let fewest = Infinity;
  let seen = 0;
  for (const candidate of candidates) {
    if (++seen > MOST_CANDIDATES) break;
    const longer = Math.max(name.length, candidate.length);
    const allowed = Math.floor(longer / 3);
    if (longer > LONGEST_NAME || Math.abs(name.length - candidate.length) > allowed) continue;
    const edits = editDistance(wanted, candidate.toLowerCase());
    if (edits <= allowed && edits < fewest) {
      fewest = edits;
      closest = candidate;
    }
  }
  return closest;
}

// Optimal string alignment: Levenshtein's distance, in which two swapped neighbours are one mistake.
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let edits = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, beforeLast[j - 2]! + 1);
      }
      row.push(edits);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
