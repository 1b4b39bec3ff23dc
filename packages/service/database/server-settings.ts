/**
 * Adds settings of the server to a connection's URL; they win over those that it has already. A URL that is none stays as
 * it is: whoever connects says what is wrong with it.
 */
export function withServerSettings(url: string, settings: Readonly<Record<string, string | number>>): string {
  const parsed = URL.parse(url)
  if (!parsed) return url
  const added = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
  const options = [parsed.searchParams.get('options'), ...added].filter(Boolean)
  parsed.searchParams.set('options', options.join(' '))
  return parsed.href
}
