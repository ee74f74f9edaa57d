import { emptyGroup, type Group, type Item, newId } from "./model";

/** Where a part stands: the group that holds it and its place there. */
export type Place = { group: Group; at: number };

/** The part with this id and where it stands; null where the tree has none. */
export function find(tree: Group, id: string): (Place & { item: Item }) | null {
  for (const [at, item] of tree.items.entries()) {
    if (item.id === id) return { group: tree, at, item };
    const inside = item.type === "group" ? find(item, id) : null;
    if (inside) return inside;
  }
  return null;
}

/** The tree with a part put in place of the one that has its id. */
export function replace(tree: Group, item: Item): Group {
  if (tree.id === item.id && item.type === "group") return item;
  return each(tree, (group) => group.items.map((old) => (old.id === item.id ? item : old)));
}

export const remove = (tree: Group, id: string): Group =>
  each(tree, (group) => group.items.filter((item) => item.id !== id));

/** The tree with a part more, at a place of the group with this id; at its end without one. */
export const insert = (tree: Group, group: string, item: Item, at?: number): Group =>
  each(tree, ({ id, items }) => (id === group ? items.toSpliced(at ?? items.length, 0, item) : items));

function each(tree: Group, itemsOf: (group: Group) => Item[]): Group {
  const items = itemsOf(tree).map((item) => (item.type === "group" ? each(item, itemsOf) : item));
  return { ...tree, items };
}

/** The tree with a part moved to a place of a group; as it was where it would move into itself. */
export function move(tree: Group, id: string, group: string, at: number): Group {
  const found = find(tree, id);
  if (!found || id === group || (found.item.type === "group" && find(found.item, group))) return tree;
  const before = found.group.id === group && found.at < at ? at - 1 : at;
  return insert(remove(tree, id), group, found.item, before);
}

export type Direction = "up" | "down" | "out" | "in";

/** Where a part would go in a direction: `out` behind its group, `in` to the end of the group above it. */
function target(tree: Group, id: string, way: Direction): [group: string, at: number] | null {
  const found = find(tree, id);
  if (!found) return null;
  const { group, at } = found;
  if (way === "up") return at > 0 ? [group.id, at - 1] : null;
  if (way === "down") return at < group.items.length - 1 ? [group.id, at + 2] : null;
  if (way === "out") {
    const outer = find(tree, group.id);
    return outer && [outer.group.id, outer.at + 1];
  }
  const above = group.items[at - 1];
  return above?.type === "group" ? [above.id, above.items.length] : null;
}

export const canStep = (tree: Group, id: string, way: Direction): boolean => target(tree, id, way) !== null;

export function step(tree: Group, id: string, way: Direction): Group {
  const to = target(tree, id, way);
  return to ? move(tree, id, ...to) : tree;
}

/** The tree with a part twice, one below the other. */
export function duplicate(tree: Group, id: string): Group {
  const found = find(tree, id);
  return found ? insert(tree, found.group.id, copy(found.item), found.at + 1) : tree;
}

function copy(item: Item): Item {
  if (item.type === "group") return { ...item, id: newId(), items: item.items.map(copy) };
  if (item.type === "row" && item.subject?.of === "aggregate") {
    const where = copy(item.subject.where) as Group;
    return { ...item, id: newId(), subject: { ...item.subject, where } };
  }
  return { ...item, id: newId() };
}

/** The tree with a group around a part, for more parts beside it. */
export function wrap(tree: Group, id: string): Group {
  const found = find(tree, id);
  if (!found) return tree;
  const group = { ...emptyGroup([found.item]), join: found.group.join === "all" ? ("any" as const) : ("all" as const) };
  return insert(remove(tree, id), found.group.id, group, found.at);
}

/** The tree with the parts of a group in its place. */
export function unwrap(tree: Group, id: string): Group {
  const found = find(tree, id);
  if (found?.item.type !== "group") return tree;
  const { items } = found.item;
  return each(tree, (group) =>
    group.id === found.group.id ? group.items.toSpliced(found.at, 1, ...items) : group.items,
  );
}
