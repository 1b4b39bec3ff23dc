/**
 * The workload's subgraphs, on one port by path. What they answer is remembered by the request's text, so that they
 * cost next to nothing beside the gateway that is measured.
 */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { graphql, parse } from 'graphql'
import { workload } from './subgraphs.ts'

const schemas = new Map(
  workload.map(({ name, sdl, resolvers }) => [
    `/${name}`,
    buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]),
  ]),
)
const answers = new Map<string, string>()
let calls = 0
let recorded: { path: string; body: string }[] = []

interface GraphqlRequest {
  readonly query: string
  readonly variables?: Record<string, unknown>
  readonly operationName?: string
}

async function answer(path: string, body: string): Promise<string> {
  const key = `${path}\n${body}`
  const known = answers.get(key)
  if (known !== undefined) return known
  const { query, variables, operationName } = JSON.parse(body) as GraphqlRequest
  const schema = schemas.get(path)!
  const result = await graphql({ schema, source: query, variableValues: variables, operationName })
  answers.set(key, JSON.stringify(result))
  return JSON.stringify(result)
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET') {
    response.end(JSON.stringify({ calls, recorded }))
    calls = 0
    recorded = []
    return
  }
  const [path, body] = [request.url ?? '', await text(request)]
  calls += 1
  if (recorded.length < 100) recorded.push({ path, body })
  const answered = await answer(path, body)
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(answered),
  })
  response.end(answered)
}

const server = createServer((request, response) => void respond(request, response))
server.listen(0, '127.0.0.1', () => {
  process.send?.({ ready: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
process.on('disconnect', () => process.exit(0))
