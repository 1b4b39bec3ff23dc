import { ageOf, etagOf } from '../cache/answer.ts'
import type { RouterPlugin } from '../context.ts'
import type { HeaderRule } from './header-rules.ts'

/**
 * Tells HTTP caches of an answer to a GET request what the router knows of it: how long it holds, how old it is, and its
 * entity tag, for which there is 304 where nothing has changed (RFC 9110 and 9111). Whatever is not said here is as
 * `setCommonHeaders` has it: nobody may store it.
 */
export function cachingHeaders(rules: readonly HeaderRule[]): RouterPlugin {
  const propagated = rules.flatMap((rule) => ('propagate' in rule ? [rule.propagate] : []))
  // What an answer depends on must be named to be shared, and a pattern names nothing.
  const isNameable = !propagated.some((name) => name.includes('*'))
  const vary = ['accept', 'authorization', ...propagated.filter((name) => !name.includes('*'))].join(', ')
  return {
    onResponse({ request, response, serverContext, setResponse, fetchAPI }) {
      const kept = serverContext.record?.kept
      if (request.method !== 'GET' || !kept || response.status !== 200) return
      const { headers } = response
      const who = kept.isPrivate || !isNameable ? 'private' : 'public'
      const etag = etagOf(kept)
      headers.set('cache-control', `${who}, max-age=${kept.maxAge}`)
      headers.set('age', String(ageOf(kept)))
      headers.set('etag', etag)
      headers.append('vary', vary)
      if (!matches(request.headers.get('if-none-match'), etag)) return
      headers.delete('content-type')
      headers.delete('content-length')
      setResponse(new fetchAPI.Response(null, { status: 304, headers }))
    },
  }
}

/** RFC 9110, section 13.1.2: any of the tags, compared weakly. */
function matches(condition: string | null, etag: string): boolean {
  if (condition === null) return false
  if (condition.trim() === '*') return true
  return (condition.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => tag.replace(/^W\//, '') === etag)
}
