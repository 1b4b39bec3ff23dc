import http from 'node:http'
import type { Router } from './system.ts'

/** What a router did in a window. */
export interface Window {
  readonly requestsPerSecond: number
  /** Processor time of the router's process for each request, in microseconds. */
  readonly cpuMicroseconds: number
}

const connections = 24
const clients = ['web', 'app', 'till'].flatMap((name) => ['1.0', '1.1'].map((version) => ({ name, version })))

/** As of a small shop's frontends: fifty operations, with literals, aliases, fragments and variables. */
const bodies = Array.from({ length: 50 }, (_, i) =>
  JSON.stringify({
    query:
      `query Browse${i}($first: Int, $filter: ProductFilterInput, $sort: ProductSortInput) { ` +
      `page: products(first: $first, filter: $filter, sort: $sort) { nodes { ...Card ${i % 2 ? 'description' : 'tags'} } } } ` +
      `fragment Card on Product { id handle name: title status }`,
    variables: { first: 5, filter: { search: 'apron' }, sort: null },
  }),
)

/** Keeps a router busy for a while. Throws when it answers with anything but data. */
export async function measure({ url, metricsUrl }: Router, milliseconds: number): Promise<Window> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const cpuBefore = await cpuSeconds(metricsUrl)
  const began = performance.now()
  const until = began + milliseconds
  let requests = 0
  const client = async (): Promise<void> => {
    while (performance.now() < until) await send(agent, url, requests++)
  }
  await Promise.all(Array.from({ length: connections }, client))
  const seconds = (performance.now() - began) / 1_000
  const cpu = (await cpuSeconds(metricsUrl)) - cpuBefore
  agent.destroy()
  return { requestsPerSecond: requests / seconds, cpuMicroseconds: (cpu / requests) * 1e6 }
}

function send(agent: http.Agent, url: string, index: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const { name, version } = clients[index % clients.length]!
  const headers = {
    'content-type': 'application/json',
    'apollographql-client-name': name,
    'apollographql-client-version': version,
  }
  const request = http.request(`${url}/graphql`, { agent, method: 'POST', headers }, (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      if (text.includes('"errors"')) reject(new Error(`The router answered ${text}`))
      else resolve()
    })
  })
  request.once('error', reject)
  request.end(bodies[index % bodies.length])
  return promise
}

async function cpuSeconds(metricsUrl: string): Promise<number> {
  const text = await (await fetch(metricsUrl)).text()
  return Number(/^process_cpu_seconds_total(?:\{[^}]*\})? (\S+)$/m.exec(text)?.[1])
}
