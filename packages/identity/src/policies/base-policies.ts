/**
 * The policies that ship with the product, in Cedar (https://docs.cedarpolicy.com). A forbid wins over every permit,
 * so what stands at the end holds for policies of users too. Roles reach them as parents of the principal, for the
 * project that is asked about: who holds which is data. In a reason, `{resource}` and the like stand for what was asked.
 */
export const basePolicies = `
@id("base.admin")
@reason("Administrators may do everything that does not need a shell on the server's machine.")
permit (principal in Ringwall::Role::"admin", action, resource);

@id("base.security")
@reason("The role security reads everything, opens bodies, manages credentials, limits, policies and holds, and contains routes.")
permit (
  principal in Ringwall::Role::"security",
  action in [
    Ringwall::Action::"reading",
    Ringwall::Action::"body.open",
    Ringwall::Action::"ledger.export",
    Ringwall::Action::"key.create",
    Ringwall::Action::"key.rotate",
    Ringwall::Action::"key.revoke",
    Ringwall::Action::"session.revoke",
    Ringwall::Action::"user.update",
    Ringwall::Action::"grant.revoke",
    Ringwall::Action::"limit.set",
    Ringwall::Action::"policy.test",
    Ringwall::Action::"policy.change",
    Ringwall::Action::"certificate.issue",
    Ringwall::Action::"certificate.revoke",
    Ringwall::Action::"hold.place",
    Ringwall::Action::"route.contain",
    Ringwall::Action::"subject.read",
    Ringwall::Action::"approval.decide",
    Ringwall::Action::"service.create",
    Ringwall::Action::"service.update"
  ],
  resource
);

@id("base.engineer")
@reason("Engineers use the routes, and manage keys and services of their projects.")
permit (
  principal in Ringwall::Role::"engineer",
  action in [
    Ringwall::Action::"gateway",
    Ringwall::Action::"status.read",
    Ringwall::Action::"route.list",
    Ringwall::Action::"traffic.read",
    Ringwall::Action::"ledger.read",
    Ringwall::Action::"project.list",
    Ringwall::Action::"key.list",
    Ringwall::Action::"key.create",
    Ringwall::Action::"key.rotate",
    Ringwall::Action::"key.revoke",
    Ringwall::Action::"service.list",
    Ringwall::Action::"service.create",
    Ringwall::Action::"limit.read",
    Ringwall::Action::"policy.read",
    Ringwall::Action::"policy.test",
    Ringwall::Action::"approval.list"
  ],
  resource
);

@id("base.compliance")
@reason("The role compliance reads everything, opens bodies, and answers for holds, erasures and retention.")
permit (
  principal in Ringwall::Role::"compliance",
  action in [
    Ringwall::Action::"reading",
    Ringwall::Action::"ledger.export",
    Ringwall::Action::"body.open",
    Ringwall::Action::"hold.place",
    Ringwall::Action::"hold.release",
    Ringwall::Action::"subject.read",
    Ringwall::Action::"subject.erase",
    Ringwall::Action::"retention.apply",
    Ringwall::Action::"approval.decide",
    Ringwall::Action::"policy.test"
  ],
  resource
);

@id("base.auditor")
@reason("Auditors read everything but bodies, and take excerpts of the ledger.")
permit (
  principal in Ringwall::Role::"auditor",
  action in [Ringwall::Action::"reading", Ringwall::Action::"ledger.export"],
  resource
);

@id("base.service")
@reason("Services use the routes of their projects.")
permit (principal in Ringwall::Role::"service", action in Ringwall::Action::"gateway", resource);

@id("base.account")
@reason("Whoever is signed in manages their own account.")
permit (principal, action in Ringwall::Action::"account", resource)
when { context.credential.kind == "session" };

@id("base.shell")
@reason("Whoever has a shell on the server's machine, in the name of the server's own user, administers everything.")
permit (principal is Ringwall::Shell, action, resource);

@id("base.shell-only")
@reason("This needs a shell on the machine that the server runs on.")
forbid (principal, action in Ringwall::Action::"shell-only", resource)
unless { principal is Ringwall::Shell };

@id("base.traffic")
@reason("AI traffic needs an API key, a token or a client certificate.")
forbid (principal, action == Ringwall::Action::"route.invoke", resource)
when { ["session", "shell"].contains(context.credential.kind) };

@id("base.routes")
@reason("Only a route can be invoked.")
forbid (principal, action == Ringwall::Action::"route.invoke", resource)
unless { resource is Ringwall::Route };

@id("base.administration")
@reason("This credential may use its routes and nothing of the administration.")
forbid (principal, action, resource)
when { ["key", "token", "certificate"].contains(context.credential.kind) }
unless {
  action in Ringwall::Action::"gateway" ||
  (context has scope && context.scope.administration)
};

@id("base.scope-project")
@reason("This credential belongs to another project.")
forbid (principal, action, resource)
when { context has scope && context.scope has project && !(resource in context.scope.project) };

@id("base.scope-route")
@reason("The scope of this credential does not name the route \\"{resource}\\".")
forbid (principal, action, resource is Ringwall::Route)
when {
  context has scope && context.scope has routes && !context.scope.routes.contains(resource.id)
};

@id("base.scope-model")
@reason("The scope of this credential does not name the model \\"{model}\\".")
forbid (principal, action == Ringwall::Action::"route.invoke", resource)
when { context has scope && context.scope has models }
unless { context has model && context.scope.models.contains(context.model) };

@id("base.scope-dataset")
@reason("The scope of this credential does not name the dataset \\"{resource}\\".")
forbid (principal, action, resource is Ringwall::Dataset)
when {
  context has scope && context.scope has datasets && !context.scope.datasets.contains(resource.id)
};

@id("base.scope-purpose")
@reason("The scope of this credential does not name the purpose \\"{purpose}\\".")
forbid (principal, action == Ringwall::Action::"route.invoke", resource)
when { context has scope && context.scope has purposes }
unless { context has purpose && context.scope.purposes.contains(context.purpose) };
`;
