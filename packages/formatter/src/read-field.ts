import { closestName, type LogRecord } from "@log/core";

import { ATTRIBUTE_NAMES, attributeNumber, readAttribute } from "./attributes.ts";

/**
 * Reads what a format names: attributes first, then what a filter hung on the record, then the fields, then the
 * defaults.
 *
 * @throws {Error} There is no such field; the message names the one that was probably meant.
 */
export function readField(record: LogRecord, name: string, defaults: object | undefined): unknown {
  const attribute = attributeNumber(name);
  if (attribute >= 0) {
    const value = readAttribute(record, attribute);
    if (value !== undefined || name in record) return value;
  }
  return readOwn(record, name, defaults);
}

function readOwn(record: LogRecord, name: string, defaults: object | undefined): unknown {
  const { fields } = record;
  // The two objects of fields are no fields themselves.
  if (name !== "fields" && name !== "extra" && has(record, name)) return record[name as keyof LogRecord];
  if (has(fields, name)) return fields[name];
  if (has(defaults, name)) return defaults[name as keyof typeof defaults];
  const names = [...ATTRIBUTE_NAMES, ...Object.keys(fields ?? {}), ...Object.keys(defaults ?? {})];
  const meant = closestName(name, names);
  const hint = meant === undefined ? "" : `, did you mean "${meant}"?`;
  throw new Error(`the record has no field "${name}"${hint}`);
}

/** Tells whether a key is an object's own. */
export function has(holder: object | undefined, name: string): holder is object {
  return holder !== undefined && Object.hasOwn(holder, name);
}
