/** Our router as it is, without lines of access log: the others write none. */
import { readEnvironment, run } from '@tradewind/service'
import { environmentShape } from '../../../router/environment.ts'
import { start } from '../../../router/main.ts'

run('router', () =>
  start(
    readEnvironment(environmentShape, {
      LOG_LEVEL: 'error',
      PORT: '0',
      METRICS_PORT: '0',
      JWKS_URL: 'http://127.0.0.1:9/jwks.json',
      ROUTER_SECRET: 'a secret that nothing but this benchmark knows',
      SUPERGRAPH_PATH: process.env['SUPERGRAPH'],
      SHARE_SUBGRAPH_QUERIES: String(process.env['SHARING'] !== 'off'),
      // Its own default is to share; the others' is not, so it is measured apart.
      SHARE_CLIENT_REQUESTS: String(process.env['SHARING'] === 'requests'),
      // The estimate for the benchmark's nested lists is beyond what a shop needs to allow.
      MAX_COST: '1000000000',
    }),
  ),
)
