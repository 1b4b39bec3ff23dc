import { connect } from 'node:net'
import { Agent, request } from 'undici'
import type { Pattern } from './patterns.ts'

const AT_A_TIME = 4

/** Sends a pattern so many times, a few at a time; what is answered is only read to its end. */
export async function send(url: string, pattern: Pattern, count: number, first: number): Promise<void> {
  const agent = new Agent({ connections: AT_A_TIME })
  let next = first
  async function client(): Promise<void> {
    while (next < first + count) {
      const index = next++
      if (pattern.raw === undefined) await post(agent, url, pattern, index)
      else await sendRaw(url, pattern.raw)
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, client))
  await agent.close()
}

async function post(agent: Agent, url: string, { body, headers }: Pattern, index: number): Promise<void> {
  try {
    const answer = await request(`${url}/graphql`, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body(index),
    })
    await answer.body.dump()
  } catch (error) {
    // A body that is too large may be cut off while it is sent.
    if (!['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes((error as { code?: string }).code ?? ''))
      throw error
  }
}

function sendRaw(url: string, text: string): Promise<void> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  socket.end(text)
  socket.resume()
  return new Promise((resolve) => socket.once('close', () => resolve()))
}
