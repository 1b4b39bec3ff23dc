/** The ways in which an answer of many parts goes over HTTP. */
export type StreamFormat = 'sse' | 'multipart-subscription' | 'multipart-incremental'

/** What a client takes, by its `Accept` header. */
export interface Accepted {
  /** How it takes a subscription, null where it does not. */
  readonly subscription: 'sse' | 'multipart-subscription' | null
  /** Whether it takes `@defer`red parts later than the rest, and whether it names Apollo's version of that. */
  readonly incremental: 'apollo' | 'plain' | null
  /** Whether any answer has to be an event stream. */
  readonly sseOnly: boolean
}

const nothing: Accepted = { subscription: null, incremental: null, sseOnly: false }

/**
 * Reads what is said of streams: `text/event-stream` (graphql-sse), `multipart/mixed;subscriptionSpec=1.0` (Apollo's
 * subscriptions), and `multipart/mixed`, with `deferSpec=20220824` or nothing, for `@defer`. Parts of a version that is
 * not spoken here are not sent. Wildcards do not count: who takes anything expects one answer.
 */
export function readAccept(header: string | null | undefined): Accepted {
  if (!header || !/event-stream|multipart/i.test(header)) return nothing
  let subscription: Accepted['subscription'] = null
  let incremental: Accepted['incremental'] = null
  let takesJson = false
  let sse = false
  for (const item of header.toLowerCase().split(',')) {
    const [type, ...parameters] = item.split(';').map((part) => part.trim())
    const named = (name: string): string | undefined =>
      parameters
        .find((parameter) => parameter.startsWith(`${name}=`))
        ?.slice(name.length + 1)
        .replaceAll('"', '')
    if (Number(named('q') ?? 1) === 0) continue
    if (type === 'application/json' || type === 'application/graphql-response+json' || type === '*/*') {
      takesJson = true
    } else if (type === 'text/event-stream') {
      sse = true
      subscription ??= 'sse'
    } else if (type === 'multipart/mixed') {
      const subscriptionSpec = named('subscriptionspec')
      const deferSpec = named('deferspec')
      if (subscriptionSpec !== undefined) {
        if (subscriptionSpec === '1.0') subscription ??= 'multipart-subscription'
      } else if (deferSpec === '20220824') incremental ??= 'apollo'
      else if (deferSpec === undefined && named('incrementalspec') === undefined) incremental ??= 'plain'
    }
  }
  return { subscription, incremental, sseOnly: sse && !takesJson }
}
