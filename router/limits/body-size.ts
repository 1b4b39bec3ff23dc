import { readBody } from '@tradewind/service'
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

      setRequestParser(async (chunked) => {
        const text = await readBody(chunked, max)
        if (text === null) throw tooLarge()
        const { url, method, headers } = chunked
        return requestParser(new fetchAPI.Request(url, { method, headers, body: text }))
      })
    },
  }
}
