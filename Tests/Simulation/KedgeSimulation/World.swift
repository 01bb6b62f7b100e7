import KedgeModel
