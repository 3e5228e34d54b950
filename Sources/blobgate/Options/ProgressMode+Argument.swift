import ArgumentParser

extension ProgressMode: ExpressibleByArgument {}
