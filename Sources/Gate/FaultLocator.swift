package import OCI
package import Record

/// Finds out where faulty content is wrong, by further requests, and describes what was found.
package protocol FaultLocator: Sendable {
    /// Investigates the faults of a run while its registries can still be asked.
    ///
    /// - Parameter results: Those of all claims.
    func locate(_ results: [ClaimResult], in context: RunContext) async -> LocatedFaults

    /// Where everything that a diagnosis on demand covers is right and wrong on each backend.
    ///
    /// - Parameter digest: The one content that it was asked for, if it was.
    func overview(of run: Run, wanted digest: Digest?) -> [Investigation]
}

/// What a locator found.
package struct LocatedFaults: Sendable {
    package var investigations: [Investigation]
    package var notices: [Notice]

    package init(investigations: [Investigation] = [], notices: [Notice] = []) {
        self.investigations = investigations
        self.notices = notices
    }
}

/// Locates nothing.
package struct NoLocator: FaultLocator {
    package init() {}
    package func locate(_ results: [ClaimResult], in context: RunContext) async -> LocatedFaults { LocatedFaults() }
    package func overview(of run: Run, wanted digest: Digest?) -> [Investigation] { [] }
}
