/** pino's levels, as rover knows those of Apollo's router. */
const levels = new Map([
  [10, 'TRACE'],
  [20, 'DEBUG'],
  [30, 'INFO'],
  [40, 'WARN'],
  [50, 'ERROR'],
  [60, 'ERROR'],
])

/** Puts a line of our router's log as rover reads that of Apollo's: it shows the message of warnings and errors. */
export function toRoverLine(line: string): string {
  try {
    const { level, msg, subgraph, err } = JSON.parse(line) as {
      level: number
      msg: string
      subgraph?: string
      err?: { message?: string }
    }
    const about = [subgraph, err?.message].filter(Boolean).join(': ')
    const message = about ? `${msg} (${about})` : msg
    return JSON.stringify({ level: levels.get(level) ?? 'INFO', message })
  } catch {
    return line
  }
}
