public import ArgumentParser
public import Gate

extension FlappingPolicy: ExpressibleByArgument {
    /// Reads `refuse` or `reads:N`.
    public init?(argument: String) { self.init(argument) }
}

extension UndecidedPolicy: ExpressibleByArgument {}

extension RollbackPolicy: ExpressibleByArgument {}
