/** The whole body of a request, or null as soon as it has more bytes than it may, whether it says so beforehand or not. */
export async function readBytes(request: Request, max: number): Promise<Buffer | null> {
  const length = request.headers.get('content-length')
  if (length !== null && Number(length) > max) return null
  // Not `for await`: leaving the loop would end the connection before it has carried our answer.
  const reader = request.body?.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (done || !value) return Buffer.concat(chunks)
    size += value.byteLength
    if (size > max) return null
    chunks.push(value)
  }
}

/** The same as text. */
export const readBody = async (request: Request, max: number): Promise<string | null> =>
  (await readBytes(request, max))?.toString() ?? null
