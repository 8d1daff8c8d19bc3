import * as prettier from 'prettier';

interface MarkdownNode {
  readonly type: string;
  readonly depth?: number;
  readonly url?: string;
  readonly children?: readonly MarkdownNode[];
}

/** Prettier exports its parser for debugging only, so its types leave it out. */
const { __debug: debug } = prettier as unknown as {
  readonly __debug: {
    readonly parse: (text: string, options: object) => Promise<{ readonly ast: MarkdownNode }>;
  };
};

const parse = async (text: string): Promise<MarkdownNode> =>
  (await debug.parse(text, { parser: 'markdown' })).ast;

/** Blocks, of which the text of a document must not make more or fewer. */
const BLOCKS: ReadonlySet<string> = new Set([
  ...['root', 'heading', 'table', 'tableRow', 'tableCell', 'list', 'listItem', 'code'],
  ...['html', 'blockquote', 'definition', 'footnoteDefinition', 'thematicBreak', 'paragraph'],
]);

/** The blocks of a page, without what stands inside a quote. */
export async function structure(text: string): Promise<string> {
  const print = (node: MarkdownNode): string => {
    if (node.type === 'blockquote') return 'blockquote';
    const inner = (node.children ?? [])
      .map(print)
      .filter((part) => part !== '')
      .join(' ');
    if (!BLOCKS.has(node.type)) return inner;
    return `${node.type}${String(node.depth ?? '')}${inner === '' ? '' : `(${inner})`}`;
  };
  return print(await parse(text));
}

/** Every node of a page, those in quotes too. */
export async function nodes(text: string): Promise<MarkdownNode[]> {
  const visit = (node: MarkdownNode): MarkdownNode[] => [
    node,
    ...(node.children ?? []).flatMap(visit),
  ];
  return visit(await parse(text));
}
