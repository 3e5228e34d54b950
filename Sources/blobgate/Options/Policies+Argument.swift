public import ArgumentParser
public import Gate

extension UndecidedPolicy: ExpressibleByArgument {}

extension RollbackPolicy: ExpressibleByArgument {}
