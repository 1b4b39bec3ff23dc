/** Takes the lines that tell how a start goes; a passing one makes room for the next. */
export type Log = (line: string, passing?: boolean) => void

/** What a step may say while it works, and how it says at its end what it has done. */
export interface Step {
  say(progress: string): void
  done(what: string): void
}

/** Runs the steps of a start, each announced, then told with a tick and the time it took. */
export function createSteps(log: Log) {
  return async function step<Result>(title: string, work: (step: Step) => Promise<Result>): Promise<Result> {
    const started = performance.now()
    let told = title
    log(`… ${title}`, true)
    const result = await work({
      say: (progress) => log(`… ${title}: ${progress}`, true),
      done: (what) => (told = what),
    })
    log(`✓ ${told.padEnd(66)} ${seconds(started)}`)
    return result
  }
}

export function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1).padStart(6)} s`
}
