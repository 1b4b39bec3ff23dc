import type { Plugin } from 'graphql-yoga'
import { requestSeconds } from '../metrics.ts'

export type RouteHandler = (request: Request) => Response | Promise<Response>

/** Answers GET requests to plain paths beside GraphQL. */
export function routePlugin(routes: Readonly<Record<string, RouteHandler>>): Plugin {
  const known = new Map(Object.entries(routes))
  return {
    async onRequest({ request, url, endResponse }) {
      const handler = request.method === 'GET' ? known.get(url.pathname) : undefined
      if (handler) endResponse(await handler(request))
    },
  }
}

/** Measures every GraphQL request from its arrival to its response. */
export function durationPlugin(): Plugin {
  const started = new WeakMap<Request, number>()
  return {
    onRequest({ request, url }) {
      if (url.pathname === '/graphql') started.set(request, performance.now())
    },
    onResponse({ request, response }) {
      const start = started.get(request)
      if (start !== undefined) {
        requestSeconds.observe({ status: response.status }, (performance.now() - start) / 1_000)
      }
    },
  }
}
