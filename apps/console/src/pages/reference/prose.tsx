/** A sentence of the document; what it has between backticks is code. */
export function Prose({ text }: { text: string }) {
  return (
    <p className="max-w-prose text-muted">
      {text.split('`').map((part, i) =>
        i % 2 === 0 ? (
          part
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
          <code key={i} className="font-mono text-sm text-text">
            {part}
          </code>
        ),
      )}
    </p>
  );
}
