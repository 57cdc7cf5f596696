const mark = /(\[redacted(?::[\w-]{1,64})?\])/;

/** A text in which what the gateway took out is seen at once. */
export function RedactedText({ text }: { text: string }) {
  // Every second piece is what stood between two others.
  return text.split(mark).map((piece, i) =>
    i % 2 === 0 ? (
      piece
    ) : (
      <mark
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text that only grows keep their places
        key={i}
        className="rounded-sm bg-redact/20 px-0.5 text-text underline decoration-redact decoration-2 underline-offset-3"
      >
        {piece}
      </mark>
    ),
  );
}
