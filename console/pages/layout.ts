import { html, type Html } from './html.ts'

export interface Layout {
  readonly title: string
  readonly signedIn: boolean
  /** Seconds after which the browser asks again; 0 for never. */
  readonly refresh?: number
}

/** A whole page of the console. It needs no script. */
export function page({ title, signedIn, refresh = 0 }: Layout, content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        ${refresh > 0 ? html`<meta http-equiv="refresh" content="${refresh}" />` : ''}
        <title>${title} · Tradewind console</title>
        <link rel="stylesheet" href="/console.css" />
      </head>
      <body>
        <header>
          <strong>Tradewind console</strong>
          ${signedIn ? navigation : ''}
        </header>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html>`.text
}

const navigation = html`<nav>
  <a href="/">Health</a>
  <a href="/failed-events">Failed events</a>
  <a href="/queues">Queues</a>
  <form method="post" action="/sign-out"><button>Sign out</button></form>
</nav>`

export const stylesheet = `
:root { color-scheme: light dark; --line: #8884; --good: #1a7f4b; --bad: #c0392b; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; }
header { display: flex; gap: 2rem; align-items: center; padding: .75rem 1.5rem; border-bottom: 1px solid var(--line); }
nav { display: flex; gap: 1.25rem; align-items: center; flex: 1; }
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
