import { useRef } from 'react';
import type { Audit } from '../../proof/audit.ts';
import type { EntryRange } from '../../proof/sibling-ranges.ts';
import { formatCount, shortHex } from '../../ui/format.ts';
import { useWidth } from '../../ui/use-width.ts';
import { layOutProof, type ProofLayout, type ProofLevel, type ProofNode } from './proof-layout.ts';

/** The way from the entry to the root, drawn: what was computed here in the middle, what the server gave beside it. */
export function ProofTree({ audit }: { audit: Audit }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame, 560);
  const layout = layOutProof(audit, width);
  const included = audit.checks.every(
    ({ id, state }) => id === 'history' || id === 'leaf' || state === 'passed',
  );
  const top = layout.levels.length - 1;
  return (
    <div ref={frame} className="flex flex-col items-center gap-3">
      <p className="flex flex-wrap justify-center gap-x-5 gap-y-1 text-sm text-muted">
        <span className="flex items-center gap-1.5">
          <span
            aria-hidden="true"
            className={`h-3 w-5 rounded-sm border ${included ? 'border-accent bg-accent/10' : 'border-block bg-block/10'}`}
          />
          computed in this browser
        </span>
        <span className="flex items-center gap-1.5">
          <span aria-hidden="true" className="h-3 w-5 rounded-sm border border-line-strong bg-raised" />
          given by the server
        </span>
      </p>
      <svg
        role="img"
        aria-label={`Inclusion path: ${audit.path.length} hashes from entry ${audit.index} to the root of ${audit.size} entries`}
        width={layout.width}
        height={layout.height}
        className="block max-w-full font-mono"
      >
        {layout.levels.map((level, i) => (
          <Level
            key={level.node.y}
            level={level}
            rank={i}
            layout={layout}
            isRoot={i === top}
            good={included}
            size={audit.size}
          />
        ))}
        <SignedRoot layout={layout} root={audit.root} good={included} delaySeconds={top * 0.12} />
      </svg>
    </div>
  );
}

/** The root in the signed checkpoint, beside the root the path arrived at: equal, or the proof is none. */
function SignedRoot(props: {
  layout: ProofLayout;
  root: string | undefined;
  good: boolean;
  delaySeconds: number;
}) {
  const { layout, root, good, delaySeconds } = props;
  const { nodeWidth: width, nodeHeight: height, signed } = layout;
  const [left, top] = [signed.x - width / 2, signed.y - height / 2];
  const between = (layout.width / 2 + width / 2 + left) / 2;
  return (
    <g className="light-up" style={{ animationDelay: `${delaySeconds}s` }}>
      <text
        x={between}
        y={signed.y + 6}
        textAnchor="middle"
        className={`font-sans text-lg ${good ? 'fill-accent' : 'fill-block'}`}
      >
        {good ? '=' : '≠'}
      </text>
      <rect
        x={left}
        y={top}
        width={width}
        height={height}
        rx={4}
        strokeWidth={1.5}
        strokeDasharray="4 3"
        className={good ? 'fill-none stroke-accent' : 'fill-none stroke-block'}
      />
      <text x={signed.x} y={signed.y - 3} textAnchor="middle" className="fill-text text-sm">
        {root === undefined ? 'no signed root' : shortHex(root)}
      </text>
      <text x={signed.x} y={signed.y + 13} textAnchor="middle" className="fill-muted font-sans text-xs">
        {root === undefined ? 'by the pinned key' : 'signed, pinned key'}
      </text>
    </g>
  );
}

function Level(props: {
  level: ProofLevel;
  rank: number;
  layout: ProofLayout;
  isRoot: boolean;
  good: boolean;
  size: number;
}) {
  const { level, rank, layout, isRoot, good, size } = props;
  const { node, sibling } = level;
  const above = layout.levels[rank + 1]?.node;
  const half = layout.nodeHeight / 2;
  const delay = { animationDelay: `${rank * 0.12}s` };
  return (
    <g>
      {sibling && above ? (
        <g fill="none" className={good ? 'stroke-accent' : 'stroke-block'} strokeWidth={1.5}>
          <path
            className="climb"
            style={delay}
            pathLength={1}
            d={`M${node.x} ${node.y - half}V${above.y + half}`}
          />
          <path
            className="climb stroke-line-strong"
            style={delay}
            pathLength={1}
            d={elbow(sibling.x, sibling.y - half, node.x, above.y + half + 12)}
          />
          <circle
            cx={node.x}
            cy={above.y + half + 12}
            r={2.5}
            className={`stroke-none ${good ? 'fill-accent' : 'fill-block'}`}
          />
        </g>
      ) : null}
      {sibling ? (
        <Box node={sibling} layout={layout} tone="given" caption={rangeWords(sibling.range)} />
      ) : null}
      <g className="light-up" style={delay}>
        <Box
          node={node}
          layout={layout}
          tone={good ? 'good' : 'bad'}
          caption={
            isRoot
              ? `root of ${formatCount(size)}`
              : rank === 0
                ? `leaf of #${formatCount(node.range.from)}`
                : rangeWords(node.range)
          }
          strong={isRoot || rank === 0}
        />
      </g>
    </g>
  );
}

const tones = {
  good: { box: 'stroke-accent', fill: 'fill-accent/10' },
  bad: { box: 'stroke-block', fill: 'fill-block/10' },
  given: { box: 'stroke-line-strong', fill: 'fill-raised' },
} as const;

function Box(props: {
  node: ProofNode;
  layout: ProofLayout;
  tone: keyof typeof tones;
  caption: string;
  strong?: boolean;
}) {
  const { node, layout, tone, caption, strong = false } = props;
  const { nodeWidth: width, nodeHeight: height } = layout;
  const [left, top] = [node.x - width / 2, node.y - height / 2];
  const { box, fill } = tones[tone];
  const many = tone === 'given' && node.range.to - node.range.from > 1;
  return (
    <g>
      <title>{`${node.hash} (${rangeWords(node.range)})`}</title>
      {many ? (
        // A hash that stands for a whole subtree looks like a pile.
        <rect
          x={left + 3}
          y={top + 3}
          width={width}
          height={height}
          rx={4}
          className="fill-surface stroke-line"
        />
      ) : null}
      <rect x={left} y={top} width={width} height={height} rx={4} className="fill-surface" />
      <rect
        x={left}
        y={top}
        width={width}
        height={height}
        rx={4}
        className={`${fill} ${box}`}
        strokeWidth={strong ? 1.5 : 1}
      />
      <text
        x={node.x}
        y={node.y - 3}
        textAnchor="middle"
        className={`text-sm ${tone === 'given' ? 'fill-muted' : 'fill-text'}`}
      >
        {shortHex(node.hash)}
      </text>
      <text x={node.x} y={node.y + 13} textAnchor="middle" className="fill-muted font-sans text-xs">
        {caption}
      </text>
    </g>
  );
}

/** From a sibling's top up and over into the spine, with a round corner. */
function elbow(x: number, fromY: number, toX: number, toY: number): string {
  const radius = 6;
  const towards = toX > x ? 1 : -1;
  return `M${x} ${fromY}V${toY + radius}Q${x} ${toY} ${x + towards * radius} ${toY}H${toX}`;
}

function rangeWords({ from, to }: EntryRange): string {
  return to - from === 1 ? `#${formatCount(from)}` : `#${formatCount(from)} – #${formatCount(to - 1)}`;
}
