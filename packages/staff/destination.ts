const HERE = 'http://site.invalid'

/**
 * A path of this site to go to after the sign-in, as a link asked for it; `/` when what it asked for would lead
 * elsewhere, however it is written (`//host`, `/\host`, `/.//host`, `javascript:`).
 */
export function ownPath(asked: unknown): string {
  const url = typeof asked === 'string' && asked.startsWith('/') ? URL.parse(asked, HERE) : null
  if (url?.origin !== HERE || url.pathname.startsWith('//')) return '/'
  return `${url.pathname}${url.search}`
}

/** The sign-in form's address for somebody who wanted to see `url`. */
export function signInPath(url: string): string {
  const next = ownPath(url)
  return next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`
}
