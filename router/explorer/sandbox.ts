import { createHash } from 'node:crypto'
import { firstLook } from './first-look.ts'

const cdn = 'https://embeddable-sandbox.cdn.apollographql.com'

// `<` must not end the script element, whatever the query holds.
const literal = (value: unknown): string => JSON.stringify(value).replaceAll('<', String.raw`\u003c`)

/** Loads Apollo Sandbox; a browser that cannot have it within a few seconds goes to the explorer we serve ourselves. */
const script = `
const useBundledExplorer = () => location.replace('/graphiql')
const patience = setTimeout(useBundledExplorer, 6000)
const sandbox = document.createElement('script')
sandbox.src = ${literal(`${cdn}/_latest/embeddable-sandbox.umd.production.min.js`)}
sandbox.onerror = useBundledExplorer
sandbox.onload = () => {
  clearTimeout(patience)
  new EmbeddedSandbox({
    target: '#sandbox',
    initialEndpoint: new URL('/graphql', location.href).href,
    initialState: { document: ${literal(firstLook)} },
  })
}
document.head.append(sandbox)
`

const style = 'html, body, #sandbox { height: 100%; margin: 0; overflow: hidden } iframe { border: 0 }'

export const sandboxPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Tradewind: Apollo Sandbox</title>
    <style>${style}</style>
  </head>
  <body>
    <noscript>The explorer needs JavaScript. The API itself answers POST requests to /graphql.</noscript>
    <div id="sandbox"></div>
    <script>${script}</script>
  </body>
</html>
`

const hash = createHash('sha256').update(script).digest('base64')

/** Our one inline script, Apollo's, and the frame that Apollo's opens; requests go to this router alone. */
export const sandboxPolicy = [
  "default-src 'none'",
  `script-src 'sha256-${hash}' ${cdn}`,
  "style-src 'unsafe-inline'",
  "img-src 'self' data: https://*.apollographql.com",
  'frame-src https://sandbox.embed.apollographql.com https://explorer.embed.apollographql.com',
  `connect-src 'self' ${cdn}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
