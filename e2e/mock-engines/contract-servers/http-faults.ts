// A fault of a contract server over HTTP: what it looks like from outside.
import type { ServerResponse } from 'node:http';
import type { Fault } from './control.ts';

/** Answers with a fault of the connection or of the protocol; false: the fault is one of the words, which the interface itself has to tell. */
export function failOverHttp(response: ServerResponse, fault: Fault, refusal: (status: number) => object): boolean {
  switch (fault.type) {
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers }).end(JSON.stringify(refusal(fault.status)));
      return true;
    case 'hang':
      return true;
    case 'drip': {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"text":"');
      const dripping = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(dripping));
      return true;
    }
    case 'malformed':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"text": "Good mor');
      return true;
    case 'error':
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(refusal(500)));
      return true;
    case 'reset':
      response.destroy();
      return true;
    case 'empty':
    case 'other':
    case 'wrong-language':
      break;
  }
  return false;
}
