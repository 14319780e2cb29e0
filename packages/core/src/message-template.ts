import { codePoints } from "./conversion.ts";
import { misfit } from "./misfit.ts";
import { needRoom, ROOM } from "./stack-room.ts";
import { HARMFUL, kindOf } from "./text-kind.ts";

/** What one `%` conversion of a template says, as it stands there. */
interface Conversion {
  /** The key of `%(key)s`. */
  readonly key: string | undefined;
  readonly flags: string;
  /** Digits, `*`, or an empty text for none. */
  readonly width: string;
  /** As the width; `undefined` for none, and an empty text is 0. */
  readonly precision: string | undefined;
  readonly type: string;
}

/** A `%`-template, taken apart. */
export interface MessageTemplate {
  /** The positional arguments it takes, those of `*` included. */
  readonly count: number;
  /** Whether it reads keys of one object: `%(key)s`. */
  readonly mapping: boolean;
  /** The text before, between and behind the conversions: one more than these. */
  readonly literals: readonly string[];
  readonly conversions: readonly Conversion[];
  /** Whether there is nothing but `%s` and `%d`. */
  readonly plain: boolean;
  /** What it holds, as {@link kindOf} says it. */
  readonly kind: number;
}

// A program has so many templates; those that are made of data come and go.
const MOST_TEMPLATES = 500;
const LONGEST_TEMPLATE = 1000;
let recent = new Map<string, MessageTemplate>();
let older = new Map<string, MessageTemplate>();
// A call asks twice: how many arguments its template takes, and then for the message.
let lastTemplate: string | undefined;
let lastParsed: MessageTemplate;

/**
 * Takes a template apart, once: the last few hundred are remembered.
 *
 * @throws {TypeError} The template is malformed; the words and the position are CPython's.
 */
export function parseTemplate(template: string): MessageTemplate {
  return template === lastTemplate ? lastParsed : lookUpTemplate(template);
}

function lookUpTemplate(template: string): MessageTemplate {
  let parsed = recent.get(template);
  if (parsed === undefined) {
    parsed = older.get(template) ?? parse(template);
    if (template.length > LONGEST_TEMPLATE) return parsed;
    // A message without placeholders may be another one each time.
    if (parsed.conversions.length > 0) remember(template, parsed);
  }
  lastTemplate = template;
  return (lastParsed = parsed);
}

function remember(template: string, parsed: MessageTemplate): void {
  if (recent.size >= MOST_TEMPLATES) {
    older = recent;
    recent = new Map();
  }
  recent.set(template, parsed);
}

const CONVERSION = /([-+ #0]*)(\*|\d*)(?:\.(\*|\d*))?[hlL]?(.?)/suy;

function parse(template: string): MessageTemplate {
  const literals = [""];
  const conversions: Conversion[] = [];
  let count = 0;
  let mapping = false;
  let plain = true;
  let at = 0;
  let percent = template.indexOf("%");
  // V8 ends the process when it must compile a regular expression near the end of the stack.
  if (percent >= 0) needRoom(ROOM);
  for (; percent >= 0; percent = template.indexOf("%", at)) {
    literals[conversions.length] += template.slice(at, percent);
    at = percent + 1;
    if (template[at] === "%") {
      literals[conversions.length] += "%";
      at++;
      continue;
    }
    let key: string | undefined;
    if (template[at] === "(") {
      const end = keyEnd(template, at);
      key = template.slice(at + 1, end - 1);
      at = end;
      mapping = true;
    }
    CONVERSION.lastIndex = at;
    const [all, flags = "", width = "", precision, type = ""] = CONVERSION.exec(template)!;
    if (!type) throw misfit("incomplete format");
    at += all.length;
    if (!"diouxXeEfFgGcrsaj".includes(type)) {
      const shown = type > "\u001E" && type < "\u007F" ? type : "?";
      const code = type.codePointAt(0)!.toString(16);
      const index = codePoints(template.slice(0, at)) - 1;
      throw misfit(`unsupported format character '${shown}' (0x${code}) at index ${index}`);
    }
    for (const part of [width, precision, "*"]) if (part === "*") count++;
    if ((all !== "s" && all !== "d") || key !== undefined) plain = false;
    conversions.push({ key, flags, width, precision, type });
    literals.push("");
  }
  literals[conversions.length] += template.slice(at);
  return { count, mapping, literals, conversions, plain, kind: kindOfPart(template) };
}

/** The place behind the parenthesis that closes a key; those inside of it come in pairs. */
function keyEnd(template: string, start: number): number {
  let open = 0;
  for (let at = start; at < template.length; at++) {
    if (template[at] === "(") open++;
    else if (template[at] === ")" && --open === 0) return at + 1;
  }
  throw misfit("incomplete format key");
}

const LONGEST_PART = 1000;

/** What a part of a message holds; of a long one, which is not to be looked at twice, it is taken to be harmful. */
export function kindOfPart(text: string): number {
  return text.length < LONGEST_PART ? kindOf(text) : HARMFUL;
}
