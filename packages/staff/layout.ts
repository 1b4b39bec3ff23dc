import { html, type Html } from './html.ts'

/** Pages for staff under one name, with one navigation and one stylesheet. */
export interface SiteOptions {
  /** A word that tells it from the other sites of a host, such as `console`: in its cookie, its stylesheet, its log. */
  readonly name: string
  readonly navigation: Html
  /** What the pages need beyond the stylesheet that all sites have. */
  readonly css?: string
}

export interface PageOptions {
  readonly title: string
  readonly signedIn: boolean
  /** After how long the browser asks again, for this page or another one of the site. */
  readonly refresh?: { readonly seconds: number; readonly path?: string }
  /** Stands above the title: where this page is. */
  readonly above?: Html
}

export interface Site {
  readonly name: string
  readonly stylesheet: { readonly path: string; readonly text: string }
  /** A whole page. It needs no script. */
  page(options: PageOptions, content: Html): string
}

/** The frame of a site's pages. */
export function createSite({ name, navigation, css = '' }: SiteOptions): Site {
  const stylesheet = { path: `/${name}.css`, text: `${baseStyles}${css}` }
  return {
    name,
    stylesheet,
    page: ({ title, signedIn, refresh, above }, content) =>
      html`<!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width" />
            ${refresh ? refreshing(refresh) : ''}
            <title>${title} · Tradewind ${name}</title>
            <link rel="stylesheet" href="${stylesheet.path}" />
          </head>
          <body>
            <header>
              <strong>Tradewind ${name}</strong>
              ${signedIn ? html`<nav>${navigation} ${signOut}</nav>` : ''}
            </header>
            <main>
              ${above ?? ''}
              <h1>${title}</h1>
              ${content}
            </main>
          </body>
        </html>`.text,
  }
}

const refreshing = ({ seconds, path }: { seconds: number; path?: string }): Html =>
  html`<meta http-equiv="refresh" content="${seconds}${path ? `; url=${path}` : ''}" />`

const signOut = html`<form method="post" action="/sign-out"><button>Sign out</button></form>`

const baseStyles = `
:root { color-scheme: light dark; --line: #8884; --good: #1a7f4b; --bad: #c0392b; }
@media (prefers-color-scheme: dark) { :root { --good: #4cc38a; --bad: #ff7b6b; } }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: .25rem 2rem; align-items: center; padding: .75rem 1.5rem; border-bottom: 1px solid var(--line); }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: center; flex: 1; }
nav form { margin-left: auto; }
main { max-width: 60rem; margin: 1.5rem auto; padding: 0 1.5rem; }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
th, td { text-align: left; padding: .45rem .75rem; border-bottom: 1px solid var(--line); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; }
.sign-in { max-width: 22rem; display: grid; gap: 1rem; }
label { display: grid; gap: .25rem; } input { font: inherit; padding: .4rem; }
article { border-bottom: 1px solid var(--line); padding-bottom: 1rem; } article h2 { margin-bottom: 0; }
dl { display: grid; grid-template-columns: 6rem 1fr; gap: .1rem 1rem; } dd { margin: 0; overflow-wrap: anywhere; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid var(--line); font-size: 13px; }
.actions { display: flex; flex-wrap: wrap; gap: 1rem; margin-top: 1rem; }
.actions form { display: flex; gap: .5rem; } .actions input { width: 20rem; max-width: 60vw; }
button { font: inherit; padding: .4rem .9rem; cursor: pointer; white-space: nowrap; }
`
