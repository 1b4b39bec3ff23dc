import type { WriteStream } from 'node:tty'
import type { Log } from './report.ts'

/** Writes lines to a terminal, where a passing one is written over; elsewhere passing ones are left out. */
export function terminalLog(stream: NodeJS.WriteStream | WriteStream): Log {
  return (line, passing) => {
    if (!stream.isTTY) {
      if (!passing) stream.write(`${line}\n`)
      return
    }
    stream.write(`\r\u001B[K${passing ? line.slice(0, (stream.columns || 80) - 1) : `${line}\n`}`)
  }
}
