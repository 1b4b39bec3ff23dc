/** A subgraph that answers at once and always the same, under the aliases of load.ts: what is measured is the router. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const nodes = Array.from({ length: 5 }, (_, i) => ({
  __typename: 'Product',
  id: `0198b7e0-0000-7000-8000-00000000000${i}`,
  handle: `product-${i}`,
  name: `Product ${i}`,
  description: 'What there is to say of it.',
  tags: ['one', 'two'],
  status: 'PUBLISHED',
  version: 3,
}))
const answer = JSON.stringify({ data: { page: { __typename: 'ProductConnection', nodes } } })

const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  request.resume()
  request.once('end', () => response.setHeader('content-type', 'application/json').end(answer))
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ ready: `http://127.0.0.1:${port}/graphql` })
})
process.on('SIGTERM', () => process.exit(0))
process.on('disconnect', () => process.exit(0))
