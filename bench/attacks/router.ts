/** The router in a process of its own, with its default settings and no lines of access log. */
import { readEnvironment, run } from '@tradewind/service'
import { environmentShape } from '../../router/environment.ts'
import { start } from '../../router/main.ts'

const { JWKS_URL, ROUTER_SECRET, SUPERGRAPH_PATH } = process.env
run('router', () =>
  start(
    readEnvironment(environmentShape, {
      LOG_LEVEL: 'fatal',
      PORT: '0',
      METRICS_PORT: '0',
      JWKS_URL,
      ROUTER_SECRET,
      SUPERGRAPH_PATH,
    }),
  ),
)
