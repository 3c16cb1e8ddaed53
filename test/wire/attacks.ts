/** What an attack is given: it runs inside a page and knows nothing else. */
export interface Target {
  readonly url: string;
  readonly body: string;
  readonly token: string;
}

/** Runs in the page. Resolves with what it could read of the answer; empty when nothing. */
export type Attack = (target: Target) => Promise<string>;

/** Twelve ways in which a page can send a request to a port of this machine. */
export const attacks: Readonly<Record<string, Attack>> = {
  'a fetch of JSON': ({ url, body }) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then(
      (answer) => answer.text(),
      () => '',
    ),
  'a fetch of plain text without CORS': ({ url, body }) =>
    fetch(url, { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body }).then(
      (answer) => answer.text(),
      () => '',
    ),
  'a fetch with credentials': ({ url, body }) =>
    fetch(url, { method: 'POST', credentials: 'include', headers: { 'content-type': 'text/plain' }, body }).then(
      (answer) => answer.text(),
      () => '',
    ),
  'a fetch with the very token': ({ url, body, token }) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body }).then(
      (answer) => answer.text(),
      () => '',
    ),
  'a fetch that outlives its page': ({ url, body }) =>
    fetch(url, { method: 'POST', keepalive: true, mode: 'no-cors', body }).then(
      (answer) => answer.text(),
      () => '',
    ),
  'an XMLHttpRequest': ({ url, body }) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.addEventListener('loadend', () => resolve(request.responseText));
      request.open('POST', url);
      request.setRequestHeader('content-type', 'text/plain');
      request.send(body);
    }),
  'a form': async ({ url, body }) => {
    let read = '';
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
      const frame = document.createElement('iframe');
      frame.name = `frame-${Math.random()}`;
      const form = document.createElement('form');
      Object.assign(form, { action: url, method: 'POST', enctype: type, target: frame.name });
      const field = document.createElement('input');
      // As plain text the two make one JSON message, the equals sign inside a string.
      Object.assign(field, { name: `${body.slice(0, -1)},"pad":"`, value: '"}' });
      form.append(field);
      document.body.append(frame, form);
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
      form.submit();
      await loaded;
      try {
        read += frame.contentDocument?.body.textContent ?? '';
      } catch {
        // Of another origin.
      }
    }
    return read;
  },
  'an image': ({ url }) =>
    new Promise((resolve) => {
      const image = new Image();
      image.addEventListener('load', () => resolve(`${image.width} wide`));
      image.addEventListener('error', () => resolve(''));
      image.src = url;
    }),
  'a script': ({ url }) =>
    new Promise((resolve) => {
      const script = document.createElement('script');
      script.addEventListener('load', () => resolve('ran'));
      script.addEventListener('error', () => resolve(''));
      script.src = url;
      document.body.append(script);
    }),
  'an EventSource': ({ url }) =>
    new Promise((resolve) => {
      const source = new EventSource(url, { withCredentials: true });
      const end = (read: string): void => {
        source.close();
        resolve(read);
      };
      source.addEventListener('open', () => end('open'));
      source.addEventListener('message', ({ data }) => end(String(data)));
      source.addEventListener('error', () => end(''));
    }),
  'a WebSocket': ({ url, body }) =>
    new Promise((resolve) => {
      const socket = new WebSocket(url.replace('http', 'ws'));
      socket.addEventListener('open', () => socket.send(body));
      socket.addEventListener('message', ({ data }) => resolve(String(data)));
      socket.addEventListener('close', () => resolve(''));
    }),
  'a beacon': async ({ url, body }) => {
    navigator.sendBeacon(url, new Blob([body], { type: 'text/plain' }));
    return '';
  },
};
