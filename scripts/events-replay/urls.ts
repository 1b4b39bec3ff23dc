import { findRunningSystem, type RunningSystem } from '@tradewind/embedded'
import { ReplayError } from '@tradewind/events/replay'
import { readEnvironment } from '@tradewind/service'
import { z } from 'zod'

const databaseUrl = z.url({ protocol: /^postgres(ql)?$/ })

/** `catalog=postgres://…,ordering=postgres://…` */
const databaseUrls = z.string().transform((text, context) => {
  const urls = new Map<string, string>()
  for (const [index, entry] of text.split(',').entries()) {
    const [name = '', url = ''] = entry.trim().split(/=(.*)/s)
    if (name && databaseUrl.safeParse(url).success) urls.set(name, url)
    // Not the entry itself, which has a password in it.
    else
      context.addIssue({ code: 'custom', message: `entry ${index + 1} is not of the form name=postgres://…` })
  }
  return urls
})

/**
 * Where the databases and the queues are: what DATABASE_URLS and QUEUE_URL (or …_FILE) say, else those of the system
 * that runs from this checkout.
 * @throws ReplayError, EnvironmentError
 */
export function findUrls(root: string): RunningSystem {
  const { DATABASE_URLS, DATABASE_URLS_FILE } = process.env
  if (DATABASE_URLS || DATABASE_URLS_FILE) {
    const { DATABASE_URLS: databases, QUEUE_URL: queueUrl } = readEnvironment({
      DATABASE_URLS: databaseUrls,
      QUEUE_URL: z.url({ protocol: /^(postgres(ql)?|rediss?)$/ }),
    })
    return { databases, queueUrl }
  }
  const running = findRunningSystem(root)
  if (running) return running
  throw new ReplayError(
    'Nothing runs here: start Tradewind with `npm start`, or set DATABASE_URLS ' +
      '(catalog=postgres://…,ordering=postgres://…) and QUEUE_URL.',
  )
}
