import { spawn } from 'node:child_process'

// A shell, because it waits in 1 MB where Node needs 40. It looks who has the number before it signals.
const script = `
trap '' HUP INT TERM
cat > /dev/null
if [ -r "/proc/$1/cmdline" ]; then line=$(tr '\\0' ' ' < "/proc/$1/cmdline"); else line=$(ps -o args= -p "$1"); fi
case $line in *"$2"*) kill -INT "$1" ;; esac
`

/**
 * Starts a process that stops the server `pid` on folder `data` when we are gone, however we went: it waits on a pipe
 * whose other end the system closes with us. Returns what calls it off.
 */
export function startWatchdog(pid: number, data: string): () => void {
  const watchdog = spawn('/bin/sh', ['-c', script, 'tradewind-postgres-watchdog', String(pid), data], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  watchdog.on('error', () => {}) // No shell, no watchdog: the next start finds the orphan all the same.
  watchdog.unref()
  // The pipe must not keep us alive either; its type hides that it is a socket.
  ;(watchdog.stdin as unknown as { unref(): void }).unref()
  return () => {
    if (watchdog.pid === undefined || watchdog.exitCode !== null) return
    process.kill(-watchdog.pid, 'SIGKILL')
  }
}
