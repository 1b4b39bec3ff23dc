import type { RequestListener } from 'node:http'
import {
  currentRequestId,
  durationPlugin,
  liveResponse,
  maskError,
  metricsResponse,
  newId,
  readyResponse,
  routePlugin,
  withTraceparent,
  type HealthChecks,
} from '@tradewind/service'
import { createYoga, type Plugin } from 'graphql-yoga'
import { createContext, type Context, type Services } from './context.ts'
import { createDelivery, isDelivery } from './delivery/index.ts'
import type { Changes } from './delivery/changes.ts'
import { createRoverSchema } from './rover/index.ts'
import { bodyLimit, operationLimits } from './rover/limits.ts'

export interface ServerOptions {
  readonly services: Services
  readonly changes: Changes
  readonly health: HealthChecks
  readonly maxBodyBytes: number
  /** `POST /usage`. */
  readonly usage: (request: Request) => Promise<Response>
  /** Everything that is none of the routes for programs. */
  readonly pages: RequestListener
}

/**
 * The registry's routes: for rover `/graphql`; for routers `/supergraph`, `/persisted-queries`, `/usage`; for operators
 * `/health` and `/metrics`; all others are pages for staff.
 */
export function createServer(options: ServerOptions): RequestListener {
  const { services, changes, health, usage, pages } = options
  const { logger, keys } = services
  const requestId = (): string => currentRequestId() ?? 'unknown'
  const yoga = createYoga<object, Context>({
    schema: createRoverSchema(),
    graphiql: false,
    landingPage: false,
    cors: false,
    logging: false,
    plugins: [
      routePlugin({
        '/health/live': liveResponse,
        '/health/ready': () => readyResponse(health, logger),
        '/metrics': metricsResponse,
      }),
      handled(isDelivery, createDelivery(services.prisma, keys, changes)),
      handled((path) => path === '/usage', usage),
      durationPlugin(),
      bodyLimit(options.maxBodyBytes),
      operationLimits(),
    ],
    maskedErrors: { maskError: (error) => maskError(error, logger, requestId()) },
    context: async ({ request }) => {
      const key = await keys.authenticate(request.headers.get('x-api-key'))
      return createContext(services, key, { requestId: requestId(), logger })
    },
  })
  const program = /^\/(graphql|supergraph|persisted-queries|usage|health|metrics)(?=[/?]|$)/
  return (request, response) => {
    if (!program.test(request.url ?? '/')) return pages(request, response)
    const { traceparent } = request.headers
    withTraceparent(traceparent as string | undefined, () => void yoga(request, response), newId())
  }
}

/** Answers the requests to some paths. */
const handled = (
  isMine: (path: string) => boolean,
  handle: (request: Request) => Promise<Response>,
): Plugin => ({
  async onRequest({ request, url, endResponse }) {
    if (isMine(url.pathname)) endResponse(await handle(request))
  },
})
