package import OCI
package import Record

/// Locates the wrong bytes of faulty content with further requests.
package protocol FaultLocator: Sendable {
    /// Investigates the faults of a run while its registries are still reachable.
    ///
    /// - Parameter results: The results of all claims.
    func locate(_ results: [ClaimResult], in context: RunContext) async -> LocatedFaults

    /// What may have been meant by tags that no backend has.
    func similarTags(to missing: [MissingTag], in context: RunContext) async -> [Notice]

    /// The maps of all content covered by `diagnose`, on each backend.
    ///
    /// - Parameter digest: The requested content, if a single one was requested.
    func overview(of run: Run, wanted digest: Digest?) -> [Investigation]
}

/// The result of a locator.
package struct LocatedFaults: Sendable {
    package var investigations: [Investigation]
    package var notices: [Notice]

    package init(investigations: [Investigation] = [], notices: [Notice] = []) {
        self.investigations = investigations
        self.notices = notices
    }
}

/// A locator that does nothing.
package struct DisabledLocator: FaultLocator {
    package init() {}
    package func locate(_ results: [ClaimResult], in context: RunContext) async -> LocatedFaults { LocatedFaults() }
    package func similarTags(to missing: [MissingTag], in context: RunContext) async -> [Notice] { [] }
    package func overview(of run: Run, wanted digest: Digest?) -> [Investigation] { [] }
}
