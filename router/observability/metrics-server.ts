import type { RequestListener } from 'node:http'
import { register } from 'prom-client'

/** Answers Prometheus on a port of its own, which the world outside need not reach. */
export const metricsListener: RequestListener = (request, response) => {
  if (request.url !== '/metrics') {
    response.writeHead(404).end()
    return
  }
  register.metrics().then(
    (text) => response.setHeader('content-type', register.contentType).end(text),
    () => response.writeHead(500).end(),
  )
}
