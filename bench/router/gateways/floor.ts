/** The least that a gateway could do: makes the calls that our router made, and sends their bytes one after another. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { run, serveHttp } from '@tradewind/service'
import { Agent } from 'undici'
import { post } from '../../../router/transport/dispatch.ts'

const agent = new Agent({ connections: 64, pipelining: 1 })
const origin = process.env['SUBGRAPHS'] ?? ''
const callsByQuery = JSON.parse(process.env['CALLS'] ?? '{}') as Record<
  string,
  { path: string; body: string }[]
>
const headers = { 'content-type': 'application/json', accept: 'application/json' }

async function answer(body: string): Promise<Buffer> {
  const { query } = JSON.parse(body) as { query: string }
  const calls = callsByQuery[query] ?? []
  const answers = await Promise.all(
    calls.map((call) => post(agent, { origin, ...call, headers, timeoutMs: 10_000 }).answer),
  )
  return Buffer.concat(answers.map((each) => Buffer.from(each.body)))
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await answer(await text(request))
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length })
  response.end(bytes)
}

run('floor', () =>
  serveHttp((request, response) => void respond(request, response), { host: '127.0.0.1', port: 0 }),
)
