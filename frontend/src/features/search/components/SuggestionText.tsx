interface SuggestionTextProps {
  text: string;
  /** Parts that match what was typed, as [from, to) pairs of character places. */
  highlight: readonly number[][];
}

/** A suggestion with the part that was not typed yet in bold: that is what one reads. */
export function SuggestionText({ text, highlight }: SuggestionTextProps) {
  const parts: { text: string; typed: boolean }[] = [];
  let at = 0;
  for (const [from = 0, to = 0] of highlight) {
    parts.push({ text: text.slice(at, from), typed: false }, { text: text.slice(from, to), typed: true });
    at = to;
  }
  parts.push({ text: text.slice(at), typed: false });
  return (
    <span className="truncate">
      {parts
        .filter((part) => part.text)
        .map((part, index) => (part.typed ? <span key={index}>{part.text}</span> : <b key={index}>{part.text}</b>))}
    </span>
  );
}
