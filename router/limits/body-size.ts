import type { RouterPlugin } from '../context.ts'
import { refusal } from '../errors/errors.ts'

/** How many bytes the body of a request may have, whether it says so beforehand or not. */
export function bodySizeLimit(max: number): RouterPlugin {
  // The rest of the body is not waited for: the connection ends with the answer.
  const tooLarge = () =>
    refusal('BODY_TOO_LARGE', `The body of the request has more than ${max} bytes.`, {
      status: 413,
      headers: { connection: 'close' },
    })

  return {
    onRequestParse({ request, requestParser, setRequestParser, fetchAPI }) {
      const length = request.headers.get('content-length')
      // Node's HTTP parser lets no more through than the header says.
      if (length !== null && Number(length) > max) throw tooLarge()
      if (length !== null || !request.body || !requestParser) return

      setRequestParser(async ({ url, method, headers, body }) => {
        const text = await readWithin(max, body)
        if (text === null) throw tooLarge()
        return requestParser(new fetchAPI.Request(url, { method, headers, body: text }))
      })
    },
  }
}

/** The whole body, or null as soon as it has more bytes than it may. */
async function readWithin(max: number, body: ReadableStream<Uint8Array> | null): Promise<string | null> {
  // Not `for await`: leaving the loop would end the connection before it has carried our answer.
  const reader = body?.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (done || !value) return Buffer.concat(chunks).toString()
    size += value.byteLength
    if (size > max) return null
    chunks.push(value)
  }
}
