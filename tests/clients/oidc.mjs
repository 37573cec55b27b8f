// node oidc.mjs provider KEYS PORT CERTIFICATE KEY: an OpenID provider (oidc-provider, certified) that signs by the first of KEYS.
// node oidc.mjs drive API ISSUER PORT FOLDER: has it issue tokens, rotate, die and come back while requests run; not one may be refused.
import { spawn } from 'node:child_process'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const CLIENT = { client_id: 'portal', client_secret: randomUUID() }
// Longer than a service rests between two questions for an unknown key.
const REST = 11_000

async function provide(keys, port, certificate, key) {
  const { Provider } = await import('oidc-provider')
  const client = { ...CLIENT, client_secret: process.env.CLIENT_SECRET, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] }
  const provider = new Provider(`https://localhost:${port}`, {
    jwks: { keys: JSON.parse(readFileSync(keys)) },
    clients: [client],
    extraTokenClaims: () => ({ roles: ['AUDITOR'] }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({ audience: 'pubdok', scope: '', accessTokenTTL: 300, accessTokenFormat: 'jwt' }),
      },
    },
  })
  createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, provider.callback()).listen(Number(port), '127.0.0.1')
}

const made = () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' }
}

async function drive(api, issuer, port, folder) {
  const file = `${folder}/signing.json`
  const here = fileURLToPath(import.meta.url)
  let running
  const starts = async (keys) => {
    writeFileSync(`${file}.new`, JSON.stringify(keys))
    renameSync(`${file}.new`, file)
    const env = { ...process.env, CLIENT_SECRET: CLIENT.client_secret }
    running = spawn(process.execPath, [here, 'provider', file, port, `${folder}/server.pem`, `${folder}/server.key`], { env, stdio: ['ignore', 'ignore', openSync(`${folder}/provider.log`, 'a')] })
    for (let tries = 0; tries < 150; tries++) {
      const there = await fetch(`${issuer}/.well-known/openid-configuration`).catch(() => null)
      if (there?.ok) return
      await sleep(100)
    }
    throw new Error('the provider never answered')
  }
  const dies = () => new Promise((gone) => { running.once('exit', gone); running.kill('SIGKILL') })
  const issues = async () => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', resource: 'urn:pubdok', ...CLIENT })
    const answer = await fetch(`${issuer}/token`, { method: 'POST', body })
    if (!answer.ok) throw new Error(`no token: ${answer.status} ${await answer.text()}`)
    return (await answer.json()).access_token
  }
  const status = async (token) => {
    const answer = await fetch(`${api}/agenda-items`, { headers: { authorization: `Bearer ${token}` } })
    await answer.arrayBuffer()
    return answer.status
  }

  const tokens = []
  const counts = {}
  let over = false
  const load = async (worker) => {
    while (!over) {
      const told = await status(tokens[worker % tokens.length]).catch((error) => `${error.cause ?? error}`)
      counts[told] = (counts[told] ?? 0) + 1
      worker += 1
      await sleep(5)
    }
  }

  try {
    let signing = [made()]
    await starts(signing)
    tokens.push(await issues())
    // A forgery is refused, so that a success below says something.
    const [head, claims] = tokens[0].split('.')
    const forged = `${head}.${claims}.${'A'.repeat(342)}`
    if (await status(forged) !== 401) throw new Error('a forged token was taken')
    const workers = Array.from({ length: 8 }, (_, worker) => load(worker))
    for (let rotation = 1; rotation <= 3; rotation++) {
      await sleep(REST)
      await dies()
      await sleep(3000)
      // It comes back with a key that nobody has seen, and signs by it at once.
      signing = [made(), ...signing]
      await starts(signing)
      const token = await issues()
      const began = performance.now()
      const first = await status(token)
      if (first !== 200) throw new Error(`the first request with key ${rotation + 1} was answered with ${first}`)
      console.log(`rotation ${rotation}: the first request with the new key took ${Math.round(performance.now() - began)} ms`)
      tokens.push(token)
    }
    await sleep(2000)
    over = true
    await Promise.all(workers)
    console.log(`while it rotated three times, and was away three times: ${JSON.stringify(counts)}`)
    if (Object.keys(counts).join() !== '200') throw new Error('requests were refused')
  } finally {
    over = true
    running?.kill('SIGKILL')
  }
}

const [what, ...rest] = process.argv.slice(2)
await (what === 'provider' ? provide : drive)(...rest)
