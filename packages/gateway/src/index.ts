export { type Containment, Containments } from './containment/containments.ts';
export { containmentRoutes, type ShownRoute } from './containment/routes.ts';
export { defaultLimits, type GatewayLimits } from './context.ts';
export { type DemoServer, startDemoServer } from './demo/server.ts';
export type { Protocol } from './dialects/dialect.ts';
export { GatewayError, type GatewayErrorCode, gatewayErrors } from './errors.ts';
export { GapMarker } from './gaps/gap-marker.ts';
export type { OpenGap } from './gaps/gaps.ts';
export { recoverGaps } from './gaps/recover-gaps.ts';
export { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';
export type { OwnPrice } from './metering/price-list.ts';
export { spendHistory } from './metering/spend-history.ts';
export { gatewayModule } from './module.ts';
export type { FirstSteps } from './overview/first-steps.ts';
export type { Overview } from './overview/overview.ts';
export type { Posture } from './overview/posture.ts';
export { overviewRoutes } from './overview/routes.ts';
export { recordPolicy } from './record-policy.ts';
export type { GatewayRoute } from './routing.ts';
export { trafficErrors } from './traffic/errors.ts';
export { expiringRequests } from './traffic/expiring-requests.ts';
export { findRequest } from './traffic/find-request.ts';
export type { OpenedBodies } from './traffic/open-bodies.ts';
export { trafficProjector } from './traffic/projector.ts';
export { recoverAborted } from './traffic/recover.ts';
export type { RequestDetail } from './traffic/request-detail.ts';
export {
  type RequestPage,
  type RequestRow,
  type RequestState,
  requestPage,
} from './traffic/shown-request.ts';
export { credentialHeaders, type Provider, providerDefaults } from './upstream/provider.ts';
