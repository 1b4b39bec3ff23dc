import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { firstLook } from './first-look.ts'

/** The bundled GraphiQL: one page that loads nothing from anywhere else. */
export interface GraphiqlPage {
  /** 9 MB of HTML, gzipped to a quarter. */
  readonly gzipped: Uint8Array<ArrayBuffer>
  readonly etag: string
}

// Nothing but the page's own inline parts, its editor's workers (made from blobs), and requests to this router.
export const graphiqlPolicy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

let page: Promise<GraphiqlPage> | undefined

/** The page, compressed once: at its first use, as most routers are never asked for it and its source takes 9 MB. */
export const graphiqlPage = (): Promise<GraphiqlPage> => (page ??= compressPage())

async function compressPage(): Promise<GraphiqlPage> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const html = renderGraphiQL({
    title: 'Tradewind: GraphiQL',
    endpoint: '/graphql',
    defaultQuery: firstLook,
    // It would subscribe with GET, which a page of another site could make a browser do as well.
    method: 'POST',
  })
  const gzipped = await promisify(gzip)(html)
  return { gzipped, etag: `"${createHash('sha256').update(gzipped).digest('base64url')}"` }
}

/** The page for a client that does not take gzip. */
export const uncompressed = promisify(gunzip)
