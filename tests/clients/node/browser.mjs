// A browser by hand: keeps cookies, follows redirects, submits forms by id.

export class Browser {
  constructor(home) {
    this.origin = new URL(home).origin
    this.cookies = new Map()
  }

  // Opens an address; stops at the first one outside the provider.
  async open(url, init = {}) {
    let next = new URL(url)
    for (let redirects = 0; redirects < 12; redirects++) {
      if (next.origin !== this.origin) {
        this.url = next
        return next
      }
      const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const headers = { ...init.headers, ...(cookie ? { cookie } : {}) }
      const answer = await fetch(next, { ...init, headers, redirect: 'manual' })
      for (const line of answer.headers.getSetCookie()) {
        const [pair] = line.split(';')
        const cut = pair.indexOf('=')
        this.cookies.set(pair.slice(0, cut).trim(), pair.slice(cut + 1))
      }
      this.html = await answer.text()
      this.url = next
      const location = answer.headers.get('location')
      if (answer.status < 300 || answer.status > 399 || !location) return next
      next = new URL(location, next)
      init = {}
    }
    throw new Error('too many redirects')
  }

  // Whether a page of the provider is shown, and has it.
  has(id) {
    return this.url.origin === this.origin && this.html.includes(`id="${id}"`)
  }

  // The form with this id: where it goes, and what it sends untouched.
  filled(id) {
    const form = [...this.html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)]
      .map(([text]) => text)
      .find((text) => attribute(text.slice(0, text.indexOf('>')), 'id') === id)
    if (!form) throw new Error(`no form ${id} at ${this.url}`)
    const body = new URLSearchParams()
    for (const [input] of form.matchAll(/<input\b[^>]*>/g)) {
      const kind = attribute(input, 'type')
      const name = attribute(input, 'name')
      if (name && (!['checkbox', 'radio'].includes(kind) || /\schecked\b/.test(input))) {
        body.set(name, attribute(input, 'value') ?? '')
      }
    }
    return { action: new URL(attribute(form, 'action') ?? '', this.url), body }
  }

  // Submits the form with this id with its own values, and these over them.
  async submit(id, values) {
    const { action, body } = this.filled(id)
    for (const [name, value] of Object.entries(values)) body.set(name, value)
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      origin: this.url.origin,
    }
    return this.open(action, { method: 'POST', headers, body: body.toString() })
  }
}

function attribute(tag, name) {
  const found = new RegExp(`\\s${name}=("([^"]*)"|([^\\s>]*))`).exec(tag)
  const text = found?.[2] ?? found?.[3]
  return text
    ?.replaceAll('&quot;', '"')
    .replaceAll(/&#(?:39|x27);/g, "'")
    .replaceAll(/&#(?:34|x22);/g, '"')
    .replaceAll(/&(?:lt|#60|#x3c);/gi, '<')
    .replaceAll(/&(?:gt|#62|#x3e);/gi, '>')
    .replaceAll(/&(?:amp|#38|#x26);/gi, '&')
}
