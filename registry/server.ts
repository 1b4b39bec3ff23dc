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
  type Logger,
} from '@tradewind/service'
import { createYoga, type Plugin } from 'graphql-yoga'
import { createContext, type Context, type Services } from './context.ts'
import { createDelivery, isDelivery } from './delivery/index.ts'
import type { Changes } from './delivery/changes.ts'
import { createRoverSchema } from './rover/index.ts'
import { bodyLimit, explainUnknown, operationLimits } from './rover/limits.ts'

export interface ServerOptions {
  readonly services: Services
  readonly changes: Changes
  readonly health: HealthChecks
  readonly maxBodyBytes: number
  /** What programs report, by path. */
  readonly reports: Readonly<Record<string, (request: Request) => Promise<Response>>>
  /** Everything that is none of the routes for programs. */
  readonly pages: RequestListener
}

/**
 * The registry's routes: for rover `/graphql`; for routers `/supergraph`, `/persisted-queries`, `/usage`; for pipelines
 * `/events-check`; for operators `/health` and `/metrics`; all others are pages for staff.
 */
export function createServer(options: ServerOptions): RequestListener {
  const { services, changes, health, reports, pages } = options
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
      handled(isDelivery, createDelivery(services.prisma, keys, changes), logger),
      ...Object.entries(reports).map(([path, take]) => handled((asked) => asked === path, take, logger)),
      durationPlugin(),
      bodyLimit(options.maxBodyBytes),
      operationLimits(),
      explainUnknown(),
    ],
    maskedErrors: { maskError: (error) => maskError(error, logger, requestId()) },
    context: async ({ request }) => {
      const key = await keys.authenticate(request.headers.get('x-api-key'))
      return createContext(services, key, { requestId: requestId(), logger })
    },
  })
  const program = /^\/(graphql|supergraph|persisted-queries|usage|events-check|health|metrics)(?=[/?]|$)/
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
  logger: Logger,
): Plugin => ({
  async onRequest({ request, url, endResponse }) {
    if (!isMine(url.pathname)) return
    const response = await handle(request).catch((error: unknown) => {
      logger.error({ err: error, path: url.pathname }, 'A request could not be answered.')
      return Response.json({ message: 'Something went wrong on our side: try again.' }, { status: 500 })
    })
    endResponse(response)
  },
})
