// Runs a script of this repository on a bare checkout: `node scripts/bootstrap.cjs <script> [arguments]`.
// Installs the dependencies when they are missing or stale, then hands over to the Node that they bring along.
//
// This is the one file that runs on whatever Node the machine has, before anything is installed: it uses no
// dependency, and no syntax newer than 2009, so that an old Node reads it and can be told that it is too old.
/* oxlint-disable no-var, prefer-const, prefer-template, object-shorthand, prefer-arrow-callback, no-unused-vars */
'use strict'

var childProcess = require('child_process')
var crypto = require('crypto')
var fs = require('fs')
var path = require('path')

var oldestNode = 20
var root = path.resolve(__dirname, '..')
var lockFile = path.join(root, 'package-lock.json')
var modules = path.join(root, 'node_modules')
var stampFile = path.join(modules, '.tradewind-lock')
var node = path.join(modules, '.bin', 'node')
var separator = path.sep === '\\' ? ';' : ':'

if (parseInt(process.versions.node, 10) < oldestNode) {
  refuse('Tradewind needs Node ' + oldestNode + ' or newer: this one is ' + process.version + '.')
} else if (isInstalled()) {
  hand()
} else {
  install(hand)
}

/** What is installed is what the lock file says: by the stamp of the last look, or else entry by entry. */
function isInstalled() {
  if (!fs.existsSync(node)) return false
  if (read(stampFile) === hash(lockFile)) return true
  if (!isAsLocked()) return false
  fs.writeFileSync(stampFile, hash(lockFile))
  return true
}

/** Somebody who ran npm by hand, or added a dependency, need not wait for everything to be installed again. */
function isAsLocked() {
  var installed = packages(path.join(modules, '.package-lock.json'))
  var locked = packages(lockFile)
  return (
    installed !== null &&
    locked !== null &&
    Object.keys(installed).every(function (key) {
      return locked[key] && locked[key].version === installed[key].version
    }) &&
    Object.keys(locked).every(function (key) {
      var omissible = locked[key].optional || locked[key].devOptional || locked[key].peer
      return key === '' || installed[key] || omissible
    })
  )
}

function packages(file) {
  try {
    return JSON.parse(read(file)).packages
  } catch (error) {
    return null
  }
}

function install(then) {
  if (!isWritable(root)) {
    refuse('This folder cannot be written to: ' + root + '. Run this as its owner.')
    return
  }
  var started = Date.now()
  var errors = ''
  progress('… Installing the dependencies; the first time it takes about a minute')
  // Development dependencies too, whatever NODE_ENV says: they hold the compiler's and the tests' tools.
  var options = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  var npm = process.env.npm_execpath
  var program = 'npm'
  if (npm && /npm-cli\.c?js$/.test(npm)) {
    program = process.execPath
    options.unshift(npm)
  }
  // Prisma takes any existing file for its engine and then downloads none, which an older npm would let it.
  var env = merge(process.env, { PRISMA_SCHEMA_ENGINE_BINARY: __filename })
  var child = childProcess.spawn(program, options, {
    cwd: root,
    env: env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  child.stderr.on('data', function (data) {
    errors += data
  })
  watch(child, 'Installing the dependencies', function (code) {
    if (code !== 0) {
      refuse('npm could not install the dependencies:\n' + errors.trim())
    } else if (!fs.existsSync(node)) {
      refuse('The install script of the package "node" did not run: allow npm to run it.')
    } else {
      fs.writeFileSync(stampFile, hash(lockFile))
      progress('✓ Dependencies installed', started)
      then()
    }
  })
}

function hand() {
  var script = process.argv[2]
  if (!script) {
    refuse('Name the script to run: node scripts/bootstrap.cjs <script> [arguments]')
    return
  }
  var child = childProcess.spawn(node, [path.resolve(root, script)].concat(process.argv.slice(3)), {
    cwd: root,
    env: merge(process.env, { PATH: path.dirname(node) + separator + process.env.PATH }),
    // The channel carries nothing: its end tells the script that we are gone, even killed.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  watch(child, 'Running ' + script, function (code) {
    process.exitCode = code
  })
}

/** Passes signals on and ends as the child ends: with its exit status, or by the same signal. */
function watch(child, what, then) {
  var parents = ancestry()
  var last = 0
  var signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  function forward(signal) {
    // The terminal and npm both send Ctrl-C; once is enough.
    if (Date.now() - last < 300) return
    last = Date.now()
    child.kill(signal)
  }
  function forwarder(signal) {
    return function () {
      forward(signal)
    }
  }
  var listeners = signals.map(forwarder)
  signals.forEach(function (signal, index) {
    process.on(signal, listeners[index])
  })
  // npm waits for what it runs: when it is there no more it was killed, and nobody waits for us.
  var orphanage = setInterval(function () {
    if (process.env.npm_lifecycle_event && ancestry() !== parents) forward('SIGTERM')
  }, 1000)
  function end() {
    clearInterval(orphanage)
    signals.forEach(function (signal, index) {
      process.removeListener(signal, listeners[index])
    })
  }
  child.on('error', function (error) {
    end()
    refuse(what + ' failed: ' + error.message)
  })
  child.on('close', function (code, signal) {
    end()
    if (signal) process.kill(process.pid, signal)
    else then(code)
  })
}

/** The process that started us, and the one before if that is the shell which npm starts scripts with. */
function ancestry() {
  var status = read('/proc/' + process.ppid + '/status')
  var isShell = /^Name:\s+\w*sh$/m.test(status)
  return process.ppid + (isShell ? status.match(/^PPid:.*$/m)[0] : '')
}

function progress(text, started) {
  var seconds = started ? '  ' + ((Date.now() - started) / 1000).toFixed(1) + ' s' : ''
  // In a terminal the finished line takes the place of the one that announced it.
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K' + text + seconds + (started ? '\n' : ''))
  else process.stdout.write(text + seconds + '\n')
}

function refuse(sentence) {
  process.stderr.write((process.stdout.isTTY ? '\r\u001b[K' : '') + '✗ ' + sentence + '\n')
  process.exitCode = 1
}

function hash(file) {
  return crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex')
}

function isWritable(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK)
    return true
  } catch (error) {
    return false
  }
}

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    return ''
  }
}

function merge(first, second) {
  var result = {}
  ;[first, second].forEach(function (each) {
    Object.keys(each).forEach(function (key) {
      result[key] = each[key]
    })
  })
  return result
}
