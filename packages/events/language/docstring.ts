const DECLARATION = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export const (\w+) = defineEvent\(/g

/** The comments above the events that a source file declares, as running text, by the name of the constant. */
export function readDocstrings(source: string): Map<string, string> {
  const docstrings = new Map<string, string>()
  for (const [, comment = '', name = ''] of source.matchAll(DECLARATION)) {
    const lines = comment.split('\n').map((line) => line.replace(/^\s*\*?\s*/, '').trim())
    docstrings.set(name, lines.filter(Boolean).join(' '))
  }
  return docstrings
}
