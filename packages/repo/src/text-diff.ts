/** The lines that differ, as `- before` and `+ after`, at most `limit` of them. Enough to see what changed, not a patch. */
export const textDiff = (before: string, after: string, limit = 40): readonly string[] => {
  const count = (text: string): Map<string, number> => {
    const lines = new Map<string, number>();
    for (const line of text.split('\n')) lines.set(line, (lines.get(line) ?? 0) + 1);
    return lines;
  };
  const [old, now] = [count(before), count(after)];
  const only = (text: string, from: Map<string, number>, other: Map<string, number>, sign: string): readonly string[] =>
    [...new Set(text.split('\n'))]
      .filter((line) => (from.get(line) ?? 0) > (other.get(line) ?? 0))
      .map((line) => `${sign} ${line}`);
  const lines = [...only(before, old, now, '-'), ...only(after, now, old, '+')];
  return lines.length > limit ? [...lines.slice(0, limit), `… and ${lines.length - limit} more lines`] : lines;
};
