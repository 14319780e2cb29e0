import { describe, expect, test, vi } from "vitest";

import { decide, filtered, runFilters, withFilter, withoutOne } from "../src/filter.ts";
import { Filter, type FilterLike, makeLogRecord } from "../src/index.ts";

describe("filters", () => {
  describe("Filter", () => {
    test.each([
      ["", "anything", true],
      ["a.b", "a.b", true],
      ["a.b", "a.b.c", true],
      ["a.b", "a.bc", false],
      ["a.b", "a", false],
      ["a.b", "b.a.b", false],
      ["a.b", "A.b", false],
    ])("Filter(%j) for the logger %j is %o", (name, logger, answer) => {
      expect(new Filter(name).filter(makeLogRecord({ name: logger }))).toBe(answer);
    });

    test("without a name everything passes", () => {
      expect(new Filter().name).toBe("");
      expect(new Filter().filter(makeLogRecord({ name: "a" }))).toBe(true);
    });
  });

  describe("runFilters", () => {
    const record = makeLogRecord({ name: "a", msg: "x" });
    const other = makeLogRecord({ name: "b", msg: "y" });

    test.each<[string, FilterLike[], unknown]>([
      ["no filter", [], record],
      ["one that says true", [() => true], record],
      ["an object that says true", [{ filter: () => true }], record],
      ["one that says false", [() => false], false],
      ["one that says nothing", [(() => undefined) as never], false],
      ["one that says null", [(() => null) as never], false],
      ["a number that is true", [(() => 1) as never], record],
      ["an object that is no record", [(() => ({})) as never], record],
      ["a record", [() => other], other],
      ["a record, then true", [() => other, () => true], other],
      ["a record, then false", [() => other, () => false], false],
      ["a record-like object", [(() => ({ levelno: 1 })) as never], { levelno: 1 }],
    ])("%s", (_, filters, answer) => {
      expect(runFilters(filters, record)).toEqual(answer);
    });

    test("a filter sees the record that those before it put in its place, and none runs after a false", () => {
      const late = vi.fn<() => boolean>(() => true);
      const second = vi.fn<(given: typeof record) => boolean>(() => false);
      runFilters([() => other, second, late], record);
      expect(second).toHaveBeenCalledWith(other);
      expect(late).not.toHaveBeenCalled();
    });

    test("arguments and message that a filter changes count, also when the message was read before", () => {
      const changed = makeLogRecord({ msg: "%s and %s", args: ["a", "b"] });
      expect(changed.getMessage()).toBe("a and b");
      runFilters(
        [
          (given) => {
            (given.args as string[])[0] = "***";
            return true;
          },
        ],
        changed,
      );
      expect(changed.getMessage()).toBe("*** and b");
    });

    test("a record of somebody else's kind needs no method of ours", () => {
      const foreign = { levelno: 20, renew: "yes" } as never;
      expect(runFilters([() => true], foreign)).toBe(foreign);
    });

    test("what a filter throws comes through, and the filter is not at work any more", () => {
      const atWork: FilterLike[] = [];
      const error = new Error("x");
      const filter = (): boolean => {
        throw error;
      };
      expect(() => runFilters([filter], record, atWork)).toThrow(error);
      expect(atWork).toEqual([]);
    });

    test("a filter at work withholds the record, one that is not runs", () => {
      const filter = vi.fn<() => boolean>(() => true);
      expect(runFilters([filter], record, [filter])).toBe(false);
      expect(filter).not.toHaveBeenCalled();
      expect(runFilters([filter], record, [() => true])).toBe(record);
    });
  });

  test("a filter that answers a promise is refused, and its rejection ends nothing", async () => {
    const answer = Promise.reject(new Error("late"));
    expect(() => decide(answer as never, makeLogRecord({}))).toThrow(
      new TypeError("a filter must answer true, false or a record, got a promise"),
    );
    await expect(answer).rejects.toThrow("late");
  });

  test("a filter is added once, to a new list, and removed from a new list", () => {
    const filter = (): boolean => true;
    const list: FilterLike[] = [];
    const one = withFilter(list, filter, "X.addFilter");
    expect([list, one, withFilter(one, filter, "X.addFilter")]).toEqual([[], [filter], [filter]]);
    expect([withoutOne(one, filter), one]).toEqual([[], [filter]]);
  });

  test.each([[undefined], [null], ["a.b"], [{}], [{ filter: true }]])("%o is no filter", (given) => {
    expect(() => withFilter([], given as never, "X.addFilter")).toThrow(
      new TypeError("X.addFilter: filter must be a function or an object with filter(record)"),
    );
  });
});

describe("a filter that fails", () => {
  const record = makeLogRecord({ name: "a", levelno: 40, msg: "secret" });
  const other = makeLogRecord({ name: "b" });

  test.each([
    [true, record],
    [false, false],
    [other, other],
    [record, record],
  ])("a filter that says %o", (answer, expected) => {
    const failed = vi.fn<(error: unknown) => void>();
    expect(filtered({ filter: () => answer as boolean }, record, failed)).toBe(expected);
    expect(failed).not.toHaveBeenCalled();
  });

  test("one that throws is told of, and another record stands in the place of the one it saw", () => {
    const failed = vi.fn<(error: unknown) => void>(() => {
      throw new Error("telling fails too");
    });
    const error = new Error("x");
    const filter = (): boolean => {
      throw error;
    };
    const stand = filtered({ filter }, record, failed);
    expect(stand).toMatchObject({ name: "a", levelno: 40, message: "record withheld: its filter failed" });
    expect(failed).toHaveBeenCalledWith(error);
  });
});
