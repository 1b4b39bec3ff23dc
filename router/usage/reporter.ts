import type { Logger } from '@tradewind/service'
import { usageReports, usageRequests } from '../observability/metrics.ts'
import type { Registry } from '../registry-client/registry.ts'
import { UsagePeriod, type ServedRequest } from './period.ts'
import { reportsOf, type Report } from './reports.ts'
import { sendReport } from './send.ts'

export interface UsageReporterOptions {
  readonly registry: Registry
  /** How long a period is; its report is sent when it ends. */
  readonly intervalMs: number
  /** What may be held in memory: half for the period that runs, half for reports the registry has not taken yet. */
  readonly maxBytes: number
  readonly logger: Logger
}

const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 60_000
/** For the last reports, when the router stops. */
const FLUSH_MS = 3_000

/**
 * Tells the registry which operations were served, by whom and with what of the schema. Requests are counted when
 * their response has ended, and nobody waits for a report. While the registry does not answer, reports are held up to
 * a bound; then the oldest is given up and its requests are reported as dropped.
 */
export class UsageReporter {
  readonly #options: UsageReporterOptions
  readonly #timer: NodeJS.Timeout
  readonly #stopping = new AbortController()
  #period: UsagePeriod
  #working: Promise<void> | undefined
  #waiting: Report[] = []
  #dropped = 0
  #failures = 0
  #retryAt = 0

  constructor(options: UsageReporterOptions) {
    this.#options = options
    this.#period = this.#newPeriod()
    this.#timer = setInterval(() => this.#report(), options.intervalMs)
    this.#timer.unref()
  }

  /** Counts a served request; cheap, and never throws. */
  count(request: ServedRequest): void {
    if (!this.#period.add(request)) this.#drop(1)
  }

  /** Sends what is left, for a few seconds at most. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#stopping.abort()
    await this.#working
    await this.#endPeriod()
    await this.#sendWaiting(AbortSignal.timeout(FLUSH_MS))
    this.#drop(this.#waiting.reduce((sum, { requests }) => sum + requests, 0))
    const lost = this.#dropped
    if (lost > 0) {
      this.#options.logger.warn({ requests: lost }, 'The usage of these requests was never reported.')
    }
  }

  #report(): void {
    // A period goes on while the reports of the last one are being sent.
    this.#working ??= this.#endPeriod()
      .then(() => (Date.now() >= this.#retryAt ? this.#sendWaiting(this.#stopping.signal) : undefined))
      .catch((error: Error) =>
        this.#options.logger.error({ err: error }, 'A usage report could not be made.'),
      )
      .finally(() => (this.#working = undefined))
  }

  async #endPeriod(): Promise<void> {
    const ended = this.#period
    this.#period = this.#newPeriod()
    const takeDropped = (): number => {
      const dropped = this.#dropped
      this.#dropped = 0
      return dropped
    }
    for await (const report of reportsOf(ended, this.#options.registry.graphRef, takeDropped))
      this.#hold(report)
  }

  #hold(report: Report): void {
    this.#waiting.push(report)
    let bytes = this.#waiting.reduce((sum, { body }) => sum + body.byteLength, 0)
    while (bytes > this.#options.maxBytes / 2) {
      const oldest = this.#waiting.shift()!
      bytes -= oldest.body.byteLength
      this.#giveUp(oldest)
    }
  }

  async #sendWaiting(signal: AbortSignal): Promise<void> {
    const { registry, logger } = this.#options
    for (let report = this.#waiting[0]; report; report = this.#waiting[0]) {
      try {
        const outcome = await sendReport(report, registry, signal)
        this.#waiting.shift()
        usageReports.inc({ outcome })
        if (outcome === 'accepted') usageRequests.inc({ outcome: 'reported' }, report.requests)
        else {
          this.#giveUp(report)
          logger.error({ report: report.id }, 'The registry refused a usage report; it is not sent again.')
        }
        if (this.#failures > 0) logger.info('The registry takes usage reports again.')
        this.#failures = 0
      } catch (error) {
        if (signal.aborted) return
        usageReports.inc({ outcome: 'failed' })
        this.#retryLater(error as Error)
        return
      }
    }
  }

  #retryLater(error: Error): void {
    const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures)
    // Replicas that lost the registry at the same moment do not come back at the same moment.
    this.#retryAt = Date.now() + delay * (0.5 + Math.random() / 2)
    this.#failures += 1
    if (this.#failures > 1) return
    const { registry, logger } = this.#options
    logger.warn(
      { registry: registry.url, err: error },
      'The registry takes no usage reports at the moment; they are held and sent again.',
    )
  }

  #giveUp({ requests, dropped }: Report): void {
    this.#drop(requests)
    this.#dropped += dropped
  }

  #drop(requests: number): void {
    if (requests === 0) return
    this.#dropped += requests
    usageRequests.inc({ outcome: 'dropped' }, requests)
  }

  #newPeriod(): UsagePeriod {
    return new UsagePeriod(this.#options.maxBytes / 2)
  }
}
