// Items of many flows that wait -> one after the other, each flow in its turn: whoever puts in many waits for their own, and nobody else does.

/** Whose an item is, from the widest to the narrowest: a client, one of its sessions. All of the same length, or none at all. */
export type Flow = readonly string[];

export interface FairQueue<Item> {
  readonly size: number;
  put(item: Item, flow: Flow): void;
  /** The next one: of the flow whose turn it is, at each of its levels, the one that has waited longest. Undefined when nothing waits. */
  take(): Item | undefined;
  /** Whether it waited. Costs as much as its flow is long. */
  remove(item: Item, flow: Flow): boolean;
}

interface Node<Item> {
  /** In the order in which they came. */
  readonly items: Item[];
  /** The first is the next to have its turn. */
  readonly parts: Map<string, Node<Item>>;
}

/** Round robin on each level. What `put` and `take` cost does not depend on how much waits. */
export function createFairQueue<Item>(): FairQueue<Item> {
  const root = newNode<Item>();
  let size = 0;

  const takeFrom = (node: Node<Item>): Item | undefined => {
    const own = node.items.shift();
    if (own !== undefined) return own;
    for (const [name, part] of node.parts) {
      const item = takeFrom(part);
      node.parts.delete(name);
      // Behind all others.
      if (!isEmpty(part)) node.parts.set(name, part);
      return item;
    }
    return undefined;
  };

  const removeFrom = (node: Node<Item>, item: Item, flow: Flow): boolean => {
    const [name, ...rest] = flow;
    if (name === undefined) {
      const place = node.items.indexOf(item);
      if (place >= 0) node.items.splice(place, 1);
      return place >= 0;
    }
    const part = node.parts.get(name);
    if (part === undefined) return false;
    const isRemoved = removeFrom(part, item, rest);
    if (isEmpty(part)) node.parts.delete(name);
    return isRemoved;
  };

  return {
    get size() {
      return size;
    },
    put: (item, flow) => {
      let node = root;
      for (const name of flow) {
        const part = node.parts.get(name) ?? newNode<Item>();
        node.parts.set(name, part);
        node = part;
      }
      node.items.push(item);
      size += 1;
    },
    take: () => {
      const item = takeFrom(root);
      if (item !== undefined) size -= 1;
      return item;
    },
    remove: (item, flow) => {
      const isRemoved = removeFrom(root, item, flow);
      if (isRemoved) size -= 1;
      return isRemoved;
    },
  };
}

function newNode<Item>(): Node<Item> {
  return { items: [], parts: new Map() };
}

function isEmpty<Item>({ items, parts }: Node<Item>): boolean {
  return items.length === 0 && parts.size === 0;
}
