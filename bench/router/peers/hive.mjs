/** Hive Gateway, with its planner in JavaScript or (`PLANNER=rust`) the one in Rust. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime'
import { unifiedGraphHandler } from '@graphql-hive/router-runtime'

const runtime = createGatewayRuntime({
  supergraph: readFileSync(process.env.SUPERGRAPH, 'utf8'),
  logging: false,
  maskedErrors: false,
  landingPage: false,
  graphiql: false,
  ...(process.env.PLANNER === 'rust' && { unifiedGraphHandler }),
  ...(process.env.SHARING === 'off' && {
    transportEntries: { '*.http': { options: { deduplicateInflightRequests: false } } },
  }),
  ...(process.env.SHARING === 'requests' && { inboundInflightRequestDeduplication: true }),
})
const server = createServer((request, response) => void runtime(request, response))
server.listen(0, '127.0.0.1', () =>
  process.send?.({ ready: `http://127.0.0.1:${server.address().port}/graphql` }),
)
process.on('disconnect', () => process.exit(0))
