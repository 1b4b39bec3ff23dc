import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * The path of rover's binary for this machine, or null where rover has none.
 * Rover's own launcher is passed by: it points $APOLLO_NODE_MODULES_BIN_DIR at the binary's folder, and composition
 * would be downloaded instead of taken from this folder.
 */
export function findRover(): string | null {
  const platform = `${process.platform}-${process.arch}`
  const executable = process.platform === 'win32' ? 'rover.exe' : 'rover'
  for (const libc of ['', '-musl']) {
    try {
      return require.resolve(`@apollo/rover-${platform}${libc}/${executable}`)
    } catch {
      // Not installed: npm installs only the package that fits the machine.
    }
  }
  return null
}

/** The environment in which rover composes with scripts/rover/supergraph-v<version>, asks nothing and calls nobody. */
export function roverEnvironment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    APOLLO_ELV2_LICENSE: 'accept',
    APOLLO_TELEMETRY_DISABLED: '1',
    APOLLO_ROVER_SKIP_UPDATE: '1',
    ...base,
    APOLLO_NODE_MODULES_BIN_DIR: import.meta.dirname,
  }
}

if (import.meta.main) {
  const rover = findRover()
  if (rover) {
    const { status } = spawnSync(rover, process.argv.slice(2), {
      stdio: 'inherit',
      env: roverEnvironment(process.env),
    })
    process.exitCode = status ?? 1
  } else {
    console.error(
      `Rover has no binary for ${process.platform} on ${process.arch}; use "npm run compose" instead.`,
    )
    process.exitCode = 1
  }
}
