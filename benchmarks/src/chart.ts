import type { Result, Results } from "./results.ts";
import { CONTESTANTS, OURS, WRITES_JSON } from "./rows.ts";
import { shown } from "./table.ts";

const WIDTH = 840;
const LEFT = 90;
const RIGHT = 90;
const BAR = 13;
const HEAD = 30;

// Colours that hold on white and on black; only the writing changes with the page.
const STYLE = `
  text { font: 11px system-ui, sans-serif; fill: #57606a }
  .title { font-weight: 600; font-size: 12px; fill: #1f2328 }
  .ours { font-weight: 600; fill: #1f2328 }
  .grid { stroke: #8b949e; stroke-opacity: .35 }
  @media (prefers-color-scheme: dark) {
    text { fill: #9da7b3 }
    .title, .ours { fill: #e6edf3 }
  }`;

/** The rows that several libraries take part in, as bars on a logarithmic scale. */
export function drawChart({ machine, rows }: Results): string {
  const drawn = rows.filter((row) => row.unit === "ns" && row.figures[OURS] !== undefined);
  const values = drawn.flatMap((row) => Object.values(row.figures).map((figure) => figure.median));
  const least = 10 ** Math.floor(Math.log10(Math.min(...values)));
  const most = Math.max(...values);
  const scale = (value: number): number =>
    (Math.log10(value / least) / Math.log10(most / least)) * (WIDTH - LEFT - RIGHT);
  let y = 0;
  const bars = drawn
    .map((row) => {
      const text = drawRow(row, y, scale);
      y += HEAD + BAR * Object.keys(row.figures).length;
      return text;
    })
    .join("\n");
  const height = y + 44;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Nanoseconds a record, on a logarithmic scale">
<style>${STYLE}
</style>
${drawGrid(least, most, y, scale)}
${bars}
<text x="${LEFT}" y="${height - 8}">ns a record, logarithmic; less is better. * writes JSON only. logtape syncs to the disk. Node ${machine.node}, ${escape(machine.cpu)}, ${machine.cores} cores</text>
</svg>
`;
}

function drawGrid(least: number, most: number, height: number, scale: (value: number) => number): string {
  const lines: string[] = [];
  for (let value = least; value <= most; value *= 10) {
    const x = (LEFT + scale(value)).toFixed(1);
    lines.push(
      `<path class="grid" d="M${x} 8V${height + 4}"/><text x="${x}" y="${height + 18}" text-anchor="middle">${value.toLocaleString("en-US")}</text>`,
    );
  }
  return lines.join("\n");
}

function drawRow(row: Result, top: number, scale: (value: number) => number): string {
  const names = CONTESTANTS.filter((name) => row.figures[name] !== undefined);
  const lines = [`<text class="title" x="${LEFT}" y="${top + 22}">${escape(row.title)}</text>`];
  for (const [i, name] of names.entries()) {
    const { median } = row.figures[name]!;
    const y = top + HEAD + i * BAR;
    const width = Math.max(1, scale(median)).toFixed(1);
    const colour = name === OURS ? "#2f81f7" : name === "bare" || name === "hand" ? "#8b949e" : "#bf8700";
    const style = name === OURS ? ' class="ours"' : "";
    const json =
      WRITES_JSON.includes(name) && !row.name.startsWith("json") && row.name !== "disabled" ? "*" : "";
    lines.push(
      `<text${style} x="${LEFT - 6}" y="${y + 9}" text-anchor="end">${name}${json}</text>` +
        `<rect x="${LEFT}" y="${y}" width="${width}" height="${BAR - 3}" rx="1.5" fill="${colour}"/>` +
        `<text${style} x="${(LEFT + Number(width) + 5).toFixed(1)}" y="${y + 9}">${shown(median)}</text>`,
    );
  }
  return lines.join("\n");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
